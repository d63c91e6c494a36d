# The process that Inventory.ps1 kills: edits one item after the other, and tells a key only when its write has returned.
param([string] $Module, [string] $Name, [string] $Folder, [string] $Remote)
$ErrorActionPreference = 'Stop'
. $PSScriptRoot/Inventory.Replica.ps1 $Module $Name $Folder $Remote
$store = Open-Replica laptop
foreach ($item in @(Get-PersistItem file/* -Store $store)) {
    $item.Value.Notes = @($item.Value.Notes) + 'checked on the laptop'
    Set-PersistItem $item.Key $item.Value -Store $store
    [Console]::Out.WriteLine($item.Key)
}
