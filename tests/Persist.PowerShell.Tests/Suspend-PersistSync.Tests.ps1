BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Suspend-PersistSync' {
    AfterEach { Close-AllStore }

    It 'Writes go on and wait' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive suspend-hub.db; Interval = 50 }
        Wait-PersistSync
        Suspend-PersistSync -PassThru | Should -Be $store
        Set-PersistItem a 1
        { Wait-PersistSync -Timeout 0.3 -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimeout,*'
        $status = Get-PersistSyncStatus
        $status.State | Should -Be Paused
        $status.Pending | Should -Be 1
    }

    It 'WhatIf changes nothing' {
        Open-Store -With @{ Remote = Join-Path $TestDrive suspend-hub.db } | Out-Null
        Suspend-PersistSync -WhatIf
        (Get-PersistSyncStatus).State | Should -Not -Be Paused
    }
}
