# How both scripts of the inventory open a replica. Dot-sourced.
param([string] $Module, [string] $Name, [string] $Folder, [string] $Remote)
Import-Module $Module

# Two sets of notes become one; an edit beats a removal. Sorted, so that it does not matter which machine merges.
$merge = {
    param($local, $remote)
    if ($local.IsDeleted) { return $remote }
    if ($remote.IsDeleted) { return $local }
    $item = $local.Value
    $item.Notes = @(@($local.Value.Notes) + @($remote.Value.Notes) | Sort-Object -Unique)
    $item
}

# Suspended: it syncs when it is told to, so that the story has an order.
function Open-Replica([string] $Replica) {
    New-PersistStore -Name $Name -Adapter Sqlite -Path (Join-Path $Folder "$Replica.db") -Remote $Remote -Strategy Custom -Merge $merge -Suspended
}
