BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Update-PersistCounter' {
    AfterEach { Close-AllStore }

    It 'Makes the counter, adds one or -By, and gives the new value' {
        Open-Store | Out-Null
        Update-PersistCounter visits | Should -Be 1
        Update-PersistCounter visits -By 5 | Should -Be 6
        Update-PersistCounter -Key visits -By -2 | Should -Be 4
        Update-PersistCounter visits | Should -BeOfType [long]
        $item = Get-PersistItem visits
        $item.Kind | Should -Be counter
        $item.Value | Should -Be 5
    }

    It 'Decimals keep their digits' {
        Open-Store | Out-Null
        Update-PersistCounter cost -By 0.1 | Out-Null
        $sum = Update-PersistCounter cost -By 0.20
        $sum | Should -BeOfType [decimal]
        $sum | Should -Be 0.3
    }

    It 'Takes keys from the pipeline' {
        Open-Store | Out-Null
        'a', 'b', 'a' | Update-PersistCounter | Should -Be 1, 1, 2
        [pscustomobject]@{ Key = 'a'; By = 10 } | Update-PersistCounter | Should -Be 12
    }

    It 'What two replicas add apart is added up' {
        $here, $there = Open-Replica
        Update-PersistCounter visits -By 3 -Store $here | Out-Null
        Update-PersistCounter visits -By 4 -Store $there | Out-Null
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem visits -ValueOnly -Store $store | Should -Be 7 }
        Get-PersistConflict -Store $here | Should -BeNullOrEmpty
    }

    It 'An item of another kind is refused, one of the pipeline does not stop the others' {
        Open-Store | Out-Null
        Set-PersistItem text hello
        'text', 'count' | Update-PersistCounter -ErrorVariable failures -ErrorAction SilentlyContinue | Should -Be 1
        $failures.FullyQualifiedErrorId | Should -BeLike 'KindChange,*'
        $failures.CategoryInfo.Category | Should -Be InvalidType
        $failures.TargetObject | Should -Be text
    }

    It 'An overflow is refused and changes nothing' {
        Open-Store | Out-Null
        Update-PersistCounter big -By ([long]::MaxValue) | Out-Null
        { Update-PersistCounter big -ErrorAction Stop } | Should -Throw -ErrorId 'CounterOverflow,*'
        Get-PersistItem big -ValueOnly | Should -Be ([long]::MaxValue)
    }

    It 'WhatIf adds nothing' {
        Open-Store | Out-Null
        Update-PersistCounter visits -WhatIf
        Test-PersistItem visits | Should -BeFalse
    }
}
