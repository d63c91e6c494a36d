BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Resume-PersistSync' {
    AfterEach { Close-AllStore }

    It 'Sends at once what has waited' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive resume-hub.db; Suspended = $true; Interval = 60000 }
        Set-PersistItem a 1
        Resume-PersistSync -PassThru | Should -Be $store
        Wait-PersistSync -Timeout 20
        (Get-PersistSyncStatus).State | Should -Be Synced
        (Get-PersistItem a).IsPending | Should -BeFalse
    }
}
