<#
.SYNOPSIS
    Settings that two people may change at once, and a person who decides which change stands.
.DESCRIPTION
    The store has the strategy Manual: where two replicas changed the same item, both versions are kept, and everything else
    goes on. This script shows each open conflict, asks, and sends the decisions. Enter leaves one for later.
.EXAMPLE
    ./samples/DecideConflicts.ps1 -Name settings -Remote postgres

    Asks about each conflict of the store 'settings'.
.EXAMPLE
    ./samples/DecideConflicts.ps1 -Name settings -Remote postgres -Key 'site/*'

    Only about the keys of sites.
#>
[CmdletBinding()]
param(
    # The store.
    [string] $Name = 'settings',

    # Its file on this machine.
    [string] $Path = (Join-Path $HOME .persist "$Name.db"),

    # What the others meet through.
    [string] $Remote,

    # Only conflicts about these keys, with wildcards.
    [string] $Key = '*'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot .. out Persist Persist.psd1
Import-Module ((Test-Path $built) ? $built : 'Persist')

function Show-Version([string] $Side, [object] $Version) {
    $text = $Version.IsDeleted ? '(deleted)' : (ConvertTo-Json $Version.Value -Depth 20 -Compress)
    Write-Host ('  {0,-8} {1:yyyy-MM-dd HH:mm:ss}  {2}' -f $Side, $Version.Timestamp.LocalDateTime, $text)
}

# Until the answer is one that can be carried out.
function Request-Decision([object] $Conflict) {
    Write-Host "`n$($Conflict.Key)"
    Show-Version '[l]ocal' $Conflict.Local
    Show-Version '[r]emote' $Conflict.Remote
    while ($true) {
        switch -Regex ((Read-Host 'local, remote, delete, a value as JSON, or nothing to decide later').Trim()) {
            '^$' { return }
            '^l(ocal)?$' { return @{ Use = 'Local' } }
            '^r(emote)?$' { return @{ Use = 'Remote' } }
            '^d(elete)?$' { return @{ Delete = $true } }
            default {
                try { return @{ Value = ConvertFrom-Json $_ -NoEnumerate } }
                catch { Write-Host "  That is not JSON: $($_.Exception.Message)" }
            }
        }
    }
}

$connection = $Remote ? @{ Remote = $Remote; Suspended = $true } : @{}
$store = New-PersistStore $Name -Path $Path @connection -Strategy Manual
try {
    if ($Remote) { $store | Sync-PersistStore | Out-Null }
    $open = @(Get-PersistConflict -Store $store -State Open | Where-Object Key -Like $Key)
    $decided = 0
    foreach ($conflict in $open) {
        $decision = Request-Decision $conflict
        if ($decision) {
            $conflict | Resolve-PersistConflict @decision -Confirm:$false
            $decided++
        }
    }
    if ($Remote -and $decided) { $store | Sync-PersistStore | Out-Null }
    [pscustomobject]@{ Store = $Name; Open = $open.Count; Decided = $decided; Left = $open.Count - $decided }
}
finally { Close-PersistStore $store }
