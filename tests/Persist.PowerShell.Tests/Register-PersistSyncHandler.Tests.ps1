BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Register-PersistSyncHandler' {
    AfterEach { Close-AllStore }

    It 'Tells how much went up and down' {
        $here, $there = Open-Replica
        Register-PersistSyncHandler -Store $here -SourceIdentifier up
        Register-PersistSyncHandler -Store $there -SourceIdentifier down
        1..3 | ForEach-Object { Set-PersistItem "k$_" $_ -Store $here }
        $here, $there | Sync-PersistStore | Out-Null
        $up = (Wait-Event up -Timeout 20).SourceEventArgs
        $up.Pushed | Should -Be 3
        $up.Store | Should -Be $here.Name
        (Wait-Event down -Timeout 20).SourceEventArgs.Pulled | Should -Be 3
        Get-Event | Remove-Event
    }

    It 'Background syncs tell it, too, while the session waits' {
        Open-Store -With @{ Remote = Join-Path $TestDrive background-hub.db; Interval = 100 } | Out-Null
        Register-PersistSyncHandler -SourceIdentifier background
        Set-PersistItem a 1
        (Wait-Event background -Timeout 20).SourceEventArgs.Pushed | Should -Be 1
        Get-Event | Remove-Event
    }

    It 'A handler that throws ends with a warning that says so' {
        $output = Invoke-FreshShell -Command @"
            Import-Module '$script:ModulePath'
            New-PersistStore a '$TestDrive/throws.db' -Remote '$TestDrive/throws-hub.db' | Out-Null
            Register-PersistSyncHandler { throw 'disk of the mail server is full' } -SourceIdentifier mail | Out-Null
            Set-PersistItem k 1
            Sync-PersistStore | Out-Null
            while ((Get-Job mail).State -ne 'Failed') { }
"@
        ($output | Out-String) -replace '\e\[[\d;]*m' | Should -BeLike "*WARNING: The handler 'mail' of store 'a' failed and is not called again*disk of the mail server is full*"
    }
}
