BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Sync-PersistStore' {
    AfterEach { Close-AllStore }

    It 'Brings two replicas to the same state' {
        $here, $there = Open-Replica
        Set-PersistItem a @{ from = 'here' } -Store $here
        Set-PersistItem b @{ from = 'there' } -Store $there
        $result = Sync-PersistStore $here
        $result.Pushed | Should -Be 1
        $result.Conflicts | Should -Be 0
        $result.Duration | Should -BeGreaterThan ([timespan]::Zero)
        (Sync-PersistStore $there).Pulled | Should -Be 1
        (Sync-PersistStore $here).Pulled | Should -Be 1
        Get-PersistItem -Store $here -AsJson | Should -BeExactly (Get-PersistItem -Store $there -AsJson)
        (Get-PersistItem a -Store $there).Replica | Should -Be $here.Replica
    }

    It 'A remote that cannot be reached is an error here, and nothing is lost' {
        $store = Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1'; Suspended = $true }
        Set-PersistItem a 1
        $failure = { Sync-PersistStore -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteOffline,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be ConnectionError
        $failure.TargetObject | Should -Be $store.Name
        (Get-PersistSyncStatus).Pending | Should -Be 1
        Get-PersistItem a -ValueOnly | Should -Be 1
    }

    It 'Timeout ends a sync with a server that never answers, and nothing is lost' {
        $server = Start-SilentServer
        try {
            $store = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Username=u;Password=p"; Suspended = $true }
            Set-PersistItem a 1
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $failure = { Sync-PersistStore -Timeout 0.2 -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimeout,*' -PassThru
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            $failure.CategoryInfo.Category | Should -Be OperationTimeout
            $failure.TargetObject | Should -Be $store.Name
            (Get-PersistSyncStatus).Pending | Should -Be 1
        }
        finally { $server.Stop() }
    }

    It 'Timeout is no matter to a sync that is quick' {
        $here, $there = Open-Replica
        Set-PersistItem a 1 -Store $here
        (Sync-PersistStore $here -Timeout 60).Pushed | Should -Be 1
        { Sync-PersistStore $here -Timeout 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'A store without a remote says so' {
        Open-Store | Out-Null
        { Sync-PersistStore -ErrorAction Stop } | Should -Throw -ErrorId 'NoRemote,*'
    }

    It 'WhatIf syncs nothing' {
        Open-Store -With @{ Remote = Join-Path $TestDrive whatif-hub.db; Suspended = $true } | Out-Null
        Set-PersistItem a 1
        Sync-PersistStore -WhatIf
        (Get-PersistSyncStatus).Pending | Should -Be 1
    }
}
