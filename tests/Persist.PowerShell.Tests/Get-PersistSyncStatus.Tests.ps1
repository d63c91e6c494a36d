BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Get-PersistSyncStatus' {
    AfterEach { Close-AllStore }

    It 'A store without a remote is Local' {
        Open-Store | Out-Null
        (Get-PersistSyncStatus).State | Should -Be Local
        "$(Get-PersistSyncStatus)" | Should -Be Local
        Set-PersistItem a 1
        "$(Get-PersistSyncStatus)" | Should -Be 'Local, 1 pending'
    }

    It 'Counts what waits, and is Synced with nothing pending after a sync' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive status-hub.db; Interval = 60000 }
        Wait-PersistSync
        Set-PersistItem a 1
        Wait-PersistSync
        $status = Get-PersistSyncStatus
        $status.State | Should -Be Synced
        $status.Pending | Should -Be 0
        $status.OldestPendingAge | Should -BeNullOrEmpty
        $status.LocalPosition | Should -Be $status.RemotePosition
        [math]::Abs(([DateTimeOffset]::Now - $status.LastSync).TotalMinutes) | Should -BeLessThan 5
        $status.Remote | Should -BeLike '*status-hub.db'
        $status.Store | Should -Be $store.Name
    }

    It 'Shows why the last attempt failed, and how old the oldest change is' {
        Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1'; Suspended = $true } | Out-Null
        Set-PersistItem a 1
        Sync-PersistStore -ErrorAction SilentlyContinue
        $status = Get-PersistSyncStatus
        $status.LastErrorId | Should -Be RemoteOffline
        $status.LastError | Should -Not -BeNullOrEmpty
        $status.Pending | Should -Be 1
        $status.OldestPendingAge | Should -BeGreaterThan ([timespan]::Zero)
    }

    It 'Counts what the remote refused for good, which is not pending any more' {
        $first, $second = Open-Replica
        foreach ($store in $first, $second) { Update-PersistCounter big -By 9000000000000000000 -Store $store | Out-Null }
        $first, $second | Sync-PersistStore -WarningAction SilentlyContinue | Out-Null
        $status = Get-PersistSyncStatus $second
        $status.Pending, $status.DeadLetters | Should -Be 0, 1
        $status.GetNote() | Should -Be '1 refused: Get-PersistQueue'
        Get-PersistQueue $second -DeadLetter | Remove-PersistOperation
        (Get-PersistSyncStatus $second).DeadLetters | Should -Be 0
    }

    It 'Is a snapshot: it does not change afterwards' {
        Open-Store -With @{ Remote = Join-Path $TestDrive snapshot-hub.db; Suspended = $true } | Out-Null
        $before = Get-PersistSyncStatus
        Set-PersistItem a 1
        $before.Pending | Should -Be 0
        $before.psobject.Properties | Where-Object IsSettable | Should -BeNullOrEmpty
    }

    It 'Shows all open stores when none is given' {
        $names = (Open-Store).Name, (Open-Store).Name | Sort-Object
        (Get-PersistSyncStatus).Store | Where-Object { $_ -in $names } | Should -Be $names
    }
}
