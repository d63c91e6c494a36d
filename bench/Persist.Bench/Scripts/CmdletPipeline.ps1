# Answers each path that it reads with the milliseconds that Set-PersistItem takes to store the objects there. Making them is
# not counted.
param(
    [Parameter(Mandatory)] [string] $Module,
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

function Measure-Pipeline([string] $Path) {
    # The same store as the engine's side: a queue is kept, and nothing is sent.
    $null = New-PersistStore -Name bench -Adapter Sqlite -Path $Path -Remote "$Path.hub" -Suspended
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $objects | Set-PersistItem -Store bench -KeyProperty Id
    $clock.Stop()
    Close-PersistStore -Store bench
    $clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
}

$objects = New-Object6 0 $Count
while ($null -ne ($path = [Console]::In.ReadLine())) { Measure-Pipeline $path }
