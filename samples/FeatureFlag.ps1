<#
.SYNOPSIS
    Feature flags that every machine knows, also without a network; the latest switch counts.
.DESCRIPTION
    A flag is on, off, or on for a share of the machines: each machine finds its own place in the share from its name, so
    that it stays on the same side as the share grows. Whoever switches last wins; a switch that lost to another one, made at
    the same time elsewhere, is in the conflict log.
.EXAMPLE
    ./samples/FeatureFlag.ps1 new-backup -On -Percent 20 -Remote postgres

    On for a fifth of the machines.
.EXAMPLE
    if (./samples/FeatureFlag.ps1 new-backup -Test -Remote postgres) { 'the new way' } else { 'the old way' }

    In a script. A flag that nobody has switched is off.
.EXAMPLE
    ./samples/FeatureFlag.ps1 -Remote postgres

    All flags, and who switched them when.
#>
[CmdletBinding(DefaultParameterSetName = 'Show')]
param(
    # The flag's name.
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'On')]
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'Off')]
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'Test')]
    [string] $Flag,

    # Switches it on.
    [Parameter(Mandatory, ParameterSetName = 'On')]
    [switch] $On,

    # For how many machines of a hundred.
    [Parameter(ParameterSetName = 'On')]
    [ValidateRange(1, 100)]
    [int] $Percent = 100,

    # Switches it off.
    [Parameter(Mandatory, ParameterSetName = 'Off')]
    [switch] $Off,

    # Tells whether it is on for this machine.
    [Parameter(Mandatory, ParameterSetName = 'Test')]
    [switch] $Test,

    # The flags as this machine knows them.
    [string] $Path = (Join-Path $HOME .persist feature-flags.db),

    # What the machines meet through.
    [string] $Remote,

    # This machine's name.
    [string] $Machine = [Environment]::MachineName
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot .. out Persist Persist.psd1
Import-Module ((Test-Path $built) ? $built : 'Persist')

# Where a machine stands among a hundred, for this flag: the same on each run and each platform.
function Get-Place([string] $Name) {
    $hash = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes("$Name/$Machine"))
    [BitConverter]::ToUInt32($hash, 0) % 100
}

function Switch-Flag([string] $Name, [int] $Share) {
    Set-PersistItem $Name ([ordered]@{ percent = $Share; by = "$([Environment]::UserName)@$Machine" }) -Store $flags
}

$connection = $Remote ? @{ Remote = $Remote; Suspended = $true } : @{}
$flags = New-PersistStore feature-flags -Path $Path @connection -Strategy LastWriteWins
try {
    switch ($PSCmdlet.ParameterSetName) {
        'On' { Switch-Flag $Flag $Percent }
        'Off' { Switch-Flag $Flag 0 }
    }
    # The flags as they were known last are better than none: a remote that is away is not an error here.
    if ($Remote) {
        try { $flags | Sync-PersistStore -ErrorAction Stop | Out-Null }
        catch {
            if ($_.FullyQualifiedErrorId -notlike 'Remote*') { throw }
            Write-Verbose "Not synced: $_"
        }
    }
    switch ($PSCmdlet.ParameterSetName) {
        'Test' { (Test-PersistItem $Flag -Store $flags) -and (Get-Place $Flag) -lt (Get-PersistItem $Flag -Store $flags).Value.percent }
        'Show' {
            Get-PersistItem -Store $flags | ForEach-Object {
                [pscustomobject]@{ Flag = $_.Key; Percent = $_.Value.percent; By = $_.Value.by; At = $_.UpdatedAt.LocalDateTime; Here = (Get-Place $_.Key) -lt $_.Value.percent }
            }
        }
    }
}
finally { Close-PersistStore $flags }
