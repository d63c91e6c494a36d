BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Restart-PersistOperation' {
    BeforeEach {
        # Two increments that fit apart and not together: the remote refuses the second.
        $first, $second = Open-Replica
        Update-PersistCounter big -By 9000000000000000000 -Store $first | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $second | Out-Null
        $first, $second | Sync-PersistStore | Out-Null
    }
    AfterEach { Close-AllStore }

    It 'Makes a refused change again, and it leaves the list' {
        $refused = Get-PersistQueue $second -DeadLetter
        $refused.Key | Should -Be big
        $refused.State | Should -Be Refused
        $refused.Reason | Should -BeLike '*overflow*'
        Reset-PersistCounter big -Store $second
        $refused | Restart-PersistOperation
        Get-PersistQueue $second -DeadLetter | Should -BeNullOrEmpty
        $second, $first | Sync-PersistStore | Out-Null
        foreach ($store in $first, $second) { Get-PersistItem big -ValueOnly -Store $store | Should -Be 9000000000000000000 }
    }

    It 'WhatIf makes nothing, an unknown id is an error' {
        Get-PersistQueue $second -DeadLetter | Restart-PersistOperation -WhatIf
        @(Get-PersistQueue $second -DeadLetter) | Should -HaveCount 1
        { Restart-PersistOperation nosuch -Store $second -ErrorAction Stop } | Should -Throw -ErrorId 'OperationNotFound,*'
    }

    It 'One that still cannot be done is refused again' {
        Get-PersistQueue $second -DeadLetter | Restart-PersistOperation
        Sync-PersistStore $second | Out-Null
        Get-PersistItem big -ValueOnly -Store $second | Should -Be 9000000000000000000
        @(Get-PersistQueue $second -DeadLetter) | Should -HaveCount 1
    }

    It 'What came from a job names its change and its store' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-PersistQueue $second -DeadLetter), 1))
        Close-PersistStore $first
        Reset-PersistCounter big
        $copy | Restart-PersistOperation
        Get-PersistQueue -DeadLetter | Should -BeNullOrEmpty
    }
}
