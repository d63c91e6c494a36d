BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Get-PersistQueue' {
    AfterEach { Close-AllStore }

    It 'Lists what waits, in order, and nothing after a sync' {
        Open-Store -With @{ Remote = Join-Path $TestDrive queue-hub.db; Suspended = $true } | Out-Null
        Set-PersistItem b @{ n = 1 }
        Set-PersistItem a 2
        $queue = @(Get-PersistQueue)
        $queue.Key | Should -Be b, a
        $queue[0].Operation | Should -Be Set
        $queue[0].State | Should -Be Pending
        $queue[0].Value.n | Should -Be 1
        (Get-PersistQueue -Key a*).Key | Should -Be a
        Sync-PersistStore | Out-Null
        Get-PersistQueue | Should -BeNullOrEmpty
    }

    It 'A removal has no value' {
        Open-Store -With @{ Remote = Join-Path $TestDrive queue2-hub.db; Suspended = $true } | Out-Null
        Set-PersistItem a 1
        Sync-PersistStore | Out-Null
        Remove-PersistItem a
        $operation = Get-PersistQueue
        $operation.Operation | Should -Be Remove
        $operation.Value | Should -BeNullOrEmpty
    }
}
