<#
.SYNOPSIS
    Tags on hosts that a whole team edits, each on a machine of their own, also without a network.
.DESCRIPTION
    The tags of a host are a set: what two people add at the same time are both in it, and a tag that one removes while
    another adds it stays. Nobody has to lock a file or ask who has it open.
.EXAMPLE
    ./samples/TeamTags.ps1 web-1, web-2 -Add prod, eu -Remove test -Remote postgres

    Changes the tags of two hosts, and shows them.
.EXAMPLE
    ./samples/TeamTags.ps1 -With prod, eu -Remote postgres | ForEach-Object Name

    The hosts that have both tags: what a deployment is given.
#>
[CmdletBinding(DefaultParameterSetName = 'Find')]
param(
    # The hosts to change.
    [Parameter(Mandatory, Position = 0, ParameterSetName = 'Change')]
    [string[]] $Name,

    # Tags that they get.
    [Parameter(ParameterSetName = 'Change')]
    [string[]] $Add = @(),

    # Tags that they lose.
    [Parameter(ParameterSetName = 'Change')]
    [string[]] $Remove = @(),

    # Shows the hosts that have all of these; all hosts when left out.
    [Parameter(ParameterSetName = 'Find')]
    [string[]] $With = @(),

    # The tags as this machine knows them.
    [string] $Path = (Join-Path $HOME .persist team-tags.db),

    # What the team meets through.
    [string] $Remote
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot .. out Persist Persist.psd1
Import-Module ((Test-Path $built) ? $built : 'Persist')

function Show-Host([object] $Item) {
    [pscustomobject]@{ Name = $Item.Key; Tags = [string[]]$Item.Value; ChangedAt = $Item.UpdatedAt.LocalDateTime }
}

$connection = $Remote ? @{ Remote = $Remote; Suspended = $true } : @{}
$tags = New-PersistStore team-tags -Path $Path @connection
try {
    if ($PSCmdlet.ParameterSetName -eq 'Change') {
        foreach ($one in $Name) {
            if ($Add) { Add-PersistSetMember $one $Add -Store $tags }
            if ($Remove -and (Test-PersistItem $one -Store $tags)) { Remove-PersistSetMember $one $Remove -Store $tags }
        }
    }
    if ($Remote) {
        try { $tags | Sync-PersistStore -ErrorAction Stop | Out-Null }
        catch {
            if ($_.FullyQualifiedErrorId -notlike 'Remote*') { throw }
            Write-Warning "Shown and kept here, not synced: $_"
        }
    }
    Get-PersistItem -Store $tags | Where-Object {
        $item = $_
        $PSCmdlet.ParameterSetName -eq 'Change' ? $item.Key -in $Name : -not ($With | Where-Object { $_ -notin $item.Value })
    } | ForEach-Object { Show-Host $_ }
}
finally { Close-PersistStore $tags }
