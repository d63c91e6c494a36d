# Dot-sourced in each suite's BeforeAll: the module as it was built, and stores that leave nothing behind.

$script:ModulePath = Join-Path $PSScriptRoot .. .. out Persist Persist.psd1 | Resolve-Path | Select-Object -ExpandProperty Path
Import-Module $script:ModulePath

# For tests that need a process of their own. As a .NET tool, PowerShell is a library that the dotnet host runs.
function Invoke-FreshShell {
    if ((Get-Process -Id $PID).ProcessName -eq 'dotnet') { & dotnet (Join-Path $PSHOME pwsh.dll) -NoProfile -NonInteractive @args }
    else { & (Get-Process -Id $PID).Path -NoProfile -NonInteractive @args }
}

function New-StoreName {
    'test-' + [guid]::NewGuid().ToString('n')
}

# A store in Pester's TestDrive, which it empties by itself.
function Open-Store {
    param(
        [string] $Name = (New-StoreName),
        [string] $File = [guid]::NewGuid().ToString('n') + '.db',
        [hashtable] $With = @{}
    )
    New-PersistStore -Name $Name -Path (Join-Path $TestDrive $File) @With
}

# Two replicas of one store, suspended, so that a test decides when they meet.
function Open-Replica {
    param([string] $Remote = (Join-Path $TestDrive ([guid]::NewGuid().ToString('n') + '-hub.db')), [hashtable] $With = @{})
    $name = New-StoreName
    Open-Store -Name $name -With (@{ Remote = $Remote; Suspended = $true } + $With)
    Open-Store -Name $name -With (@{ Remote = $Remote; Suspended = $true } + $With)
}

# A store's or a hub's file as another program opens it, with the module's own SQLite: there once a store has been opened.
function Open-Sqlite([string] $Path) {
    $sqlite = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.Sqlite' } | Select-Object -First 1
    $connection = [Activator]::CreateInstance($sqlite.GetType('Microsoft.Data.Sqlite.SqliteConnection'), "Data Source=$Path;Pooling=False")
    $connection.Open()
    $connection
}

function Close-AllStore {
    Get-EventSubscriber | Unregister-Event
    Get-PersistStore | Close-PersistStore
}

# A server that takes connections and never says a word: what a remote looks like behind a firewall, or while it hangs.
function Start-SilentServer {
    $server = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $server.Start()
    $server
}

# The PG* variables that -Remote postgres reads, made from PERSIST_TEST_POSTGRES.
function Get-PostgresVariable {
    $parts = [System.Data.Common.DbConnectionStringBuilder]::new()
    # Called as a method: PowerShell would take the property for a key of this dictionary.
    $parts.set_ConnectionString($env:PERSIST_TEST_POSTGRES)
    $variables = @{}
    foreach ($pair in @(@('Host', 'PGHOST'), @('Port', 'PGPORT'), @('Username', 'PGUSER'), @('User ID', 'PGUSER'), @('Password', 'PGPASSWORD'), @('Database', 'PGDATABASE'))) {
        if ($parts.ContainsKey($pair[0])) { $variables[$pair[1]] = [string]$parts[$pair[0]] }
    }
    $variables
}

# What another process does that is in the middle of a write: nobody else writes the file until this is disposed of.
function Lock-Writing([string] $Path) {
    $connection = Open-Sqlite $Path
    $command = $connection.CreateCommand()
    $command.CommandText = 'BEGIN IMMEDIATE'
    $command.ExecuteNonQuery() | Out-Null
    $connection
}

# What another process does that syncs the file: nobody else syncs it until this is disposed of.
function Lock-Syncing([string] $Path) { [IO.File]::Open("$Path-sync", 'OpenOrCreate', 'ReadWrite', 'None') }
