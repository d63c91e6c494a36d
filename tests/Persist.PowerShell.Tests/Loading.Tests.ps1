BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Loading the module' {
    BeforeAll {
        # Each in a process of its own: what is loaded stays loaded. And without PowerShell's cache, which has it compile in the
        # background, and so load, what the process before has used.
        function Invoke-Fresh([string] $Script) {
            $cache = $env:XDG_CACHE_HOME
            $env:XDG_CACHE_HOME = Join-Path $TestDrive ([guid]::NewGuid())
            try { $output = Invoke-FreshShell -Command "`$ErrorActionPreference = 'Stop'; `$module = '$script:ModulePath'; `$folder = '$TestDrive'; $Script" 2>&1 }
            finally { $env:XDG_CACHE_HOME = $cache }
            $output | ForEach-Object { "$_" }
        }
        $list = '[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { "$([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)/$($_.GetName().Name)" }'
    }

    It 'Puts the engine and its dependencies into a context of their own' {
        $loaded = Invoke-Fresh "Import-Module `$module; New-PersistStore a `$folder/a.db -Remote `$folder/hub.db | Out-Null; Set-PersistItem a 1; Sync-PersistStore | Out-Null; $list"
        $loaded | Should -Contain 'Persist/Persist.Engine'
        $loaded | Should -Contain 'Persist/Microsoft.Data.Sqlite'
        $loaded | Should -Contain 'Default/Persist.PowerShell'
        $loaded | Should -Not -Contain 'Default/Persist.Engine'
        $loaded | Should -Not -Contain 'Default/Microsoft.Data.Sqlite'
    }

    It 'Loads Npgsql only for a PostgreSQL remote' {
        $loaded = Invoke-Fresh "Import-Module `$module; New-PersistStore a `$folder/b.db -Remote `$folder/hub2.db | Out-Null; Set-PersistItem a 1; Sync-PersistStore | Out-Null; $list"
        $loaded | Should -Not -Contain 'Persist/Npgsql'
    }

    It 'Importing alone does not load the engine' {
        Invoke-Fresh "Import-Module `$module; $list" | Should -Not -Contain 'Persist/Persist.Engine'
    }

    It 'Works beside other copies of Npgsql and of the logging abstractions' {
        # Same names, other versions, loaded first.
        $clash = 'Npgsql', 'Microsoft.Extensions.Logging.Abstractions', 'Microsoft.Data.Sqlite' | ForEach-Object {
            $file = Join-Path $TestDrive "$_.dll"
            $builder = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName]"$_, Version=1.0.0.0", [object].Assembly)
            $builder.DefineDynamicModule($_).DefineType("Clash.$_", 'Public').CreateType() | Out-Null
            $builder.Save($file)
            "[System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath('$file') | Out-Null;"
        }
        $result = Invoke-Fresh "$clash Import-Module `$module; New-PersistStore a `$folder/c.db -Remote `$folder/hub3.db -Suspended | Out-Null; Set-PersistItem a 1; (Sync-PersistStore).Pushed; $list"
        $result[0] | Should -Be 1
        $result | Should -Contain 'Default/Npgsql'
        $result | Should -Contain 'Default/Microsoft.Extensions.Logging.Abstractions'
        $result | Should -Contain 'Persist/Microsoft.Extensions.Logging.Abstractions'
    }

    It 'Can be removed and imported again, with its stores still open' {
        Invoke-Fresh "Import-Module `$module; New-PersistStore a `$folder/d.db | Out-Null; Set-PersistItem a 1; Remove-Module Persist; Import-Module `$module; Get-PersistItem a -ValueOnly; Close-PersistStore; Remove-Module Persist; Import-Module `$module; (New-PersistStore a `$folder/d.db).Name" |
            Should -Be 1, a
    }

    It 'Answers for its own assembly alone' {
        Invoke-Fresh "Import-Module `$module; try { [System.Reflection.Assembly]::Load('Npgsql') } catch { 'not found' }" | Should -Be 'not found'
    }

    It 'Ships the native library for eight platforms' {
        $runtimes = Join-Path (Split-Path $script:ModulePath) Dependencies runtimes
        (Get-ChildItem $runtimes).Name | Sort-Object | Should -Be linux-arm64, linux-musl-x64, linux-x64, osx-arm64, osx-x64, win-arm64, win-x64, win-x86
        Get-ChildItem $runtimes -Recurse -Filter '*e_sqlite3*' | Should -HaveCount 8
    }
}
