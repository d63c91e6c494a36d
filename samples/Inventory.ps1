<#
.SYNOPSIS
    Two machines, one inventory: apart, edited on both, one of them killed, and together again.
.DESCRIPTION
    Takes stock of the machine it runs on (packages, files, processes, services), keeps it in two replicas of one store, and
    tells what happens. Ends with 1 if the two ends differ or anything was lost.
.EXAMPLE
    ./samples/Inventory.ps1
.EXAMPLE
    ./samples/Inventory.ps1 -Remote postgres://user@host/database
#>
param(
    # What the replicas meet through: a SQLite file of this run unless another remote is named.
    [string] $Remote,
    # Leaves the files where they are.
    [switch] $Keep
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$built = Join-Path $PSScriptRoot .. out Persist Persist.psd1
$module = (Test-Path $built) ? (Resolve-Path $built).Path : 'Persist'

$folder = Join-Path ([IO.Path]::GetTempPath()) "persist-demo-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
$null = New-Item $folder -ItemType Directory
if (-not $Remote) { $Remote = Join-Path $folder hub.db }
# A name of its own: a shared PostgreSQL may hold the store of an earlier run.
$name = "inventory-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
. $PSScriptRoot/Inventory.Replica.ps1 $module $name $folder $Remote

function Say([string] $Text) { Write-Host "`n$Text" }
function Tell([string] $Text) { Write-Host "   $Text" }

function Get-Package {
    if (-not (Get-Command dpkg-query -ErrorAction Ignore)) { return }
    dpkg-query -W -f '${Package}:${Architecture}\t${Version}\t${Section}\n' | ForEach-Object {
        $id, $version, $section = $_ -split "`t"
        [pscustomobject]@{ Id = "package/$id"; Version = $version; Section = $section; Notes = @() }
    }
}
function Get-DotNetFile {
    $dotnet = Get-Item (Get-Command dotnet -CommandType Application | Select-Object -First 1).Source
    $root = Split-Path ($dotnet.ResolvedTarget ?? $dotnet.FullName)
    Get-ChildItem $root -Recurse -File | Select-Object -First 10000 | ForEach-Object {
        [pscustomobject]@{
            Id = 'file/' + [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/')
            Size = $_.Length; Modified = $_.LastWriteTimeUtc; Notes = @()
        }
    }
}
function Get-RunningProcess {
    Get-Process | ForEach-Object { [pscustomobject]@{ Id = "process/$($_.Id)"; Name = $_.ProcessName; Memory = $_.WorkingSet64; Notes = @() } }
    if ($IsWindows) { Get-Service | ForEach-Object { [pscustomobject]@{ Id = "service/$($_.Name)"; Status = $_.Status; Notes = @() } } }
}
function Write-Inventory($Store, [string] $Replica, $Objects) {
    $Objects | Set-PersistItem -Store $Store -KeyProperty Id
    Tell "${Replica}: $(@($Objects).Count) items written, $((Get-PersistSyncStatus -Store $Store).Pending) wait for the remote"
}
function Sync-Replica($Store, [string] $Replica) {
    $result = Sync-PersistStore -Store $Store
    Tell "${Replica}: synced, $($result.Pushed) up, $($result.Pulled) down, $($result.Conflicts) conflicts, $([int]$result.Duration.TotalMilliseconds) ms"
}
# Adds a note in a process of its own, which is killed; gives the keys whose writes had returned.
function Edit-AndDie([int] $After) {
    $self = (Get-Process -Id $PID).Path
    $arguments = @(
        if ((Split-Path $self -LeafBase) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }
        '-NoProfile', '-File', (Join-Path $PSScriptRoot Inventory.Edit.ps1), $module, $name, $folder, $Remote
    )
    $start = [Diagnostics.ProcessStartInfo]::new($self, [string[]]$arguments)
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $keys = [Collections.Generic.List[string]]::new()
    while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
        $keys.Add($line)
        if ($keys.Count -eq $After) { $process.Kill() } # SIGKILL: it gets no chance to close anything
    }
    $process.WaitForExit()
    $keys
}
function Get-StoreContent([object] $Store) {
    $content = [Collections.Generic.Dictionary[string, string]]::new()
    foreach ($item in Get-PersistItem -Store $Store) { $content[$item.Key] = $item.GetJson() }
    $content
}

try {
    Say '1. Both machines take inventory, each of what it sees'
    $laptop, $server = (Open-Replica laptop), (Open-Replica server)
    Write-Inventory $laptop laptop (@(Get-Package) + @(Get-DotNetFile))
    Write-Inventory $server server (Get-RunningProcess)
    Sync-Replica $laptop laptop
    Sync-Replica $server server
    Sync-Replica $laptop laptop
    Tell "$(@(Get-PersistItem -Store $laptop).Count) items on both, through $($laptop.Remote)"
    Close-PersistStore -Store $laptop

    Say '2. Offline: both edit, and the laptop''s process is killed'
    $acknowledged = Edit-AndDie -After 1000
    Tell "laptop: killed with SIGKILL after $($acknowledged.Count) acknowledged writes, none of them synced"
    $number = 0
    $edits = Get-PersistItem -Store $server | Where-Object { $script:number++ % 40 -eq 0 }
    foreach ($item in $edits) { $item.Value.Notes = @($item.Value.Notes) + 'reviewed on the server' }
    $edits | Set-PersistItem -Store $server
    $removed = @($acknowledged | Where-Object { $_ -notin $edits.Key } | Select-Object -First 3)
    $removed | Remove-PersistItem -Store $server
    Tell "server: $($edits.Count) items edited, $($removed.Count) removed"

    Say '3. The laptop comes back'
    $laptop = Open-Replica laptop
    $edited = (Get-PersistQueue -Store $laptop).Key
    $lost = @($acknowledged | Where-Object { 'checked on the laptop' -notin (Get-PersistItem $_ -Store $laptop).Value.Notes })
    Tell "laptop: $($edited.Count) changes wait in its queue, $($lost.Count) of the acknowledged ones are missing"

    Say '4. Both sync; what both had changed is merged'
    $reported = [Collections.Generic.List[object]]::new()
    $null = Register-PersistConflictHandler -Store $laptop -MessageData $reported -Action {
        $event.MessageData.Add($event.SourceEventArgs)
        if ($event.MessageData.Count -gt 3) { return }
        $conflict = $event.SourceEventArgs
        Write-Host "   conflict on $($conflict.Key)"
        Write-Host "       local    $($conflict.Local)"
        Write-Host "       remote   $($conflict.Remote)"
        Write-Host "       resolved $($conflict.Resolved)"
    }
    Sync-Replica $server server
    Sync-Replica $laptop laptop
    Sync-Replica $server server
    $both = @($edits.Key) + $removed
    $expected = @($edited | Where-Object { $_ -in $both }).Count
    # Handlers run in this session, between its commands.
    for ($i = 0; $reported.Count -lt $expected -and $i -lt 100; $i++) { Start-Sleep -Milliseconds 50 }
    Tell "$($reported.Count) conflicts reported, $expected expected"

    Say '5. Both ends, item by item'
    $one, $other = (Get-StoreContent $laptop), (Get-StoreContent $server)
    $differing = @(@($one.Keys) + @($other.Keys) | Sort-Object -Unique -CaseSensitive | Where-Object { -not $one.ContainsKey($_) -or -not $other.ContainsKey($_) -or $one[$_] -cne $other[$_] })
    $forgotten = @(
        $edited | Where-Object { $other[$_] -notlike '*checked on the laptop*' }
        $edits.Key | Where-Object { $one[$_] -notlike '*reviewed on the server*' }
    )
    $differing | Select-Object -First 10 | ForEach-Object { Tell $_ }
    Tell "$($one.Count) items compared: $($differing.Count) differ; $($forgotten.Count) edits did not arrive"
    $pending = (Get-PersistSyncStatus -Store $laptop).Pending + (Get-PersistSyncStatus -Store $server).Pending
    $same = $lost.Count + $differing.Count + $forgotten.Count + $pending -eq 0 -and $reported.Count -eq $expected
    Write-Host ($same ? "`nBoth ends are the same, and nothing was lost." : "`nThe two ends differ, or something was lost: this is a bug.")
    exit $same ? 0 : 1
}
finally {
    Get-PersistStore | Close-PersistStore
    if ($Keep) { Write-Host "Files kept in $folder" } else { Remove-Item $folder -Recurse -Force }
}
