BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Unregister-PersistSyncHandler' {
    AfterEach { Close-AllStore }

    It 'Ends the delivery' {
        Open-Store -With @{ Remote = Join-Path $TestDrive quiet-hub.db; Suspended = $true } | Out-Null
        Register-PersistSyncHandler -SourceIdentifier ended
        Register-PersistSyncHandler -SourceIdentifier stays
        Unregister-PersistSyncHandler -SourceIdentifier ended
        Set-PersistItem a 1
        Sync-PersistStore | Out-Null
        Wait-Event stays -Timeout 20 | Should -Not -BeNullOrEmpty
        Get-Event ended -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-Event | Remove-Event
    }
}
