BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Remove-PersistOperation' {
    BeforeEach {
        # Two increments that fit apart and not together: the remote refuses the second.
        $first, $second = Open-Replica
        Update-PersistCounter big -By 9000000000000000000 -Store $first | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $second | Out-Null
        $first, $second | Sync-PersistStore | Out-Null
    }
    AfterEach { Close-AllStore }

    It 'Forgets a refused change, by object and by id' {
        Get-PersistQueue $second -DeadLetter | Remove-PersistOperation -WhatIf
        $refused = Get-PersistQueue $second -DeadLetter
        $refused | Should -HaveCount 1
        Remove-PersistOperation $refused.Id -Store $second
        Get-PersistQueue $second -DeadLetter | Should -BeNullOrEmpty
        { $refused | Remove-PersistOperation -ErrorAction Stop } | Should -Throw -ErrorId 'OperationNotFound,*'
    }

    It 'What came from a job names its change and its store' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-PersistQueue $second -DeadLetter), 1))
        Close-PersistStore $first
        $copy | Remove-PersistOperation
        Get-PersistQueue -DeadLetter | Should -BeNullOrEmpty
    }
}
