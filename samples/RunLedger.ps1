<#
.SYNOPSIS
    Runs a scheduled task and books it in a ledger that all machines share; or shows the ledger.
.DESCRIPTION
    Every run counts up, on whichever machine it was and whether or not the network was there: counters travel as
    increments, so that none is lost and none counts twice. What cannot be sent now is sent by the next run.

    The task's output goes through. If it fails, that is booked, and the error is passed on.
.EXAMPLE
    ./samples/RunLedger.ps1 backup { Compress-Archive ./docs ./docs.zip -Force } -Remote postgres

    In the task scheduler of each machine.
.EXAMPLE
    ./samples/RunLedger.ps1 -Remote postgres | Where-Object Failed

    What has failed anywhere.
#>
[CmdletBinding(DefaultParameterSetName = 'Show')]
param(
    # The task's name: the same on all machines.
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'Run')]
    [ValidatePattern('^[\w.-]+$')]
    [string] $Task,

    # What it does.
    [Parameter(Mandatory, Position = 1, ParameterSetName = 'Run')]
    [scriptblock] $Command,

    # The ledger of this machine.
    [string] $Path = (Join-Path $HOME .persist run-ledger.db),

    # What the machines meet through.
    [string] $Remote,

    # This machine's name in the ledger.
    [string] $Machine = [Environment]::MachineName
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot .. out Persist Persist.psd1
Import-Module ((Test-Path $built) ? $built : 'Persist')

# Suspended: the script is short, and syncs when it is the moment.
$connection = $Remote ? @{ Remote = $Remote; Suspended = $true } : @{}
$ledger = New-PersistStore run-ledger -Path $Path @connection

# A machine without a network keeps its entries; its next run sends them.
function Sync-Ledger {
    if (-not $Remote) { return }
    try { $ledger | Sync-PersistStore -ErrorAction Stop | Out-Null }
    catch {
        if ($_.FullyQualifiedErrorId -notlike 'Remote*') { throw }
        Write-Warning "Not synced: $_"
    }
}

function Write-Run([string] $Result, [timespan] $Duration, [string] $Problem) {
    Update-PersistCounter "$Task/$Result" -Store $ledger | Out-Null
    Update-PersistCounter "$Task/seconds" -By ([math]::Round([decimal]$Duration.TotalSeconds, 3)) -Store $ledger | Out-Null
    Set-PersistMapField "$Task/last" $Machine ([ordered]@{ at = [datetime]::UtcNow; result = $Result; problem = $Problem }) -Store $ledger
}

# One line for each task, from what all machines have booked.
function Get-Ledger {
    $books = @{}
    foreach ($item in Get-PersistItem -Store $ledger -AsHashtable) {
        $name, $entry = $item.Key -split '/', 2
        $books[$name] = ($books[$name] ?? @{}) + @{ $entry = $item.Value }
    }
    foreach ($name in $books.Keys | Sort-Object) {
        $book = $books[$name]
        $runs = [long]($book['ok'] ?? 0) + [long]($book['failed'] ?? 0)
        $last = $book['last'].GetEnumerator() | Sort-Object { [datetime]$_.Value.at } | Select-Object -Last 1
        [pscustomobject]@{
            Task = $name; Runs = $runs; Failed = [long]($book['failed'] ?? 0); Seconds = [math]::Round($book['seconds'] / [math]::Max(1, $runs), 1)
            Machines = $book['last'].Count; LastRun = [datetime]$last.Value.at; LastMachine = $last.Key; LastResult = $last.Value.result
        }
    }
}

try {
    if ($PSCmdlet.ParameterSetName -eq 'Show') {
        Sync-Ledger
        Get-Ledger
        return
    }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    try {
        & $Command
        Write-Run ok $clock.Elapsed
    }
    catch {
        Write-Run failed $clock.Elapsed "$_"
        throw
    }
    finally { Sync-Ledger }
}
finally { Close-PersistStore $ledger }
