# Answers each path that it reads with the milliseconds that Set-PersistItem takes to store the objects there. Making them is
# not counted.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
Import-Module $Module
. $PSScriptRoot/Objects.ps1

function Measure-Pipeline([string] $Path) {
    # The same store as the engine's side: a queue is kept, and nothing is sent.
    $null = New-PersistStore -Name bench -Adapter Sqlite -Path $Path -Remote "$Path.hub" -Suspended
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $objects | Set-PersistItem -Store bench -KeyProperty Id
    $clock.Stop()
    Close-PersistStore -Store bench
    $clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
}

$objects = New-Object6 $Count
while ($null -ne ($path = [Console]::In.ReadLine())) { Measure-Pipeline $path }
