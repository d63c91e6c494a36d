# Prints the milliseconds that Set-PersistItem takes for the objects; making them is not counted.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
Import-Module $Module

function New-Object6([int] $From, [int] $To) {
    for ($i = $From; $i -lt $To; $i++) {
        [pscustomobject]@{
            Id = "machine/$($i % 97)/package/$($i.ToString('000000'))"; Name = "package-$i"; Version = "$($i % 7).$($i % 31)"
            Size = $i * 7919L % 1000003; Path = "/usr/share/package-$i"; Installed = $true
        }
    }
}

$objects = New-Object6 0 $Count
# A round that pays for compilation and is not counted, as the engine's side has one: into a store of its own.
$null = New-PersistStore -Name warm -Adapter Sqlite -Path "$Path.warm"
$objects | Set-PersistItem -Store warm -KeyProperty Id
Close-PersistStore -Store warm

# The same store as the engine's side: a queue is kept, and nothing is sent.
$null = New-PersistStore -Name bench -Adapter Sqlite -Path $Path -Remote "$Path.hub"
Suspend-PersistSync -Store bench
$clock = [Diagnostics.Stopwatch]::StartNew()
$objects | Set-PersistItem -Store bench -KeyProperty Id
$clock.Stop()
Close-PersistStore -Store bench
$clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
