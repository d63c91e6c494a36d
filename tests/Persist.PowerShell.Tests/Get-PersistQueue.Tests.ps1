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

    It 'Says in words what each operation does, and how often it was sent' {
        Open-Store -With @{ Remote = Join-Path $TestDrive queue3-hub.db; Suspended = $true } | Out-Null
        Update-PersistCounter c -By 3 | Out-Null
        Update-PersistCounter d -By -1 | Out-Null
        Add-PersistSetMember s x
        Set-PersistMapField m f 1
        $queue = @(Get-PersistQueue)
        $queue.Operation | Should -Be Add, Add, AddMember, SetField
        $queue.Detail | Should -Be '+3', '-1', '"x"', 'f = 1'
        $queue.Attempts | Should -Be 0, 0, 0, 0
        $queue.Reason | Where-Object { $_ } | Should -BeNullOrEmpty
        Get-PersistQueue -DeadLetter | Should -BeNullOrEmpty
    }

    It 'A refused change has left the queue, and is listed with its reason' {
        $first, $second = Open-Replica
        Update-PersistCounter big -By 9000000000000000000 -Store $first | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $second | Out-Null
        $first, $second | Sync-PersistStore | Out-Null
        Get-PersistQueue $second | Should -BeNullOrEmpty
        $refused = Get-PersistQueue $second -DeadLetter
        $refused.Detail | Should -Be '+9000000000000000000'
        $refused.State | Should -Be Refused
        $refused.Reason | Should -Not -BeNullOrEmpty
        Get-PersistQueue $second -DeadLetter -Key other* | Should -BeNullOrEmpty
        Get-PersistItem big -ValueOnly -Store $second | Should -Be 9000000000000000000
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
