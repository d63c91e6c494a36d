BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Reset-PersistCounter' {
    AfterEach { Close-AllStore }

    It 'Sets it to zero, and what others add at the same time survives' {
        $here, $there = Open-Replica
        Update-PersistCounter visits -By 5 -Store $here | Out-Null
        $here, $there | Sync-PersistStore | Out-Null
        $item = Reset-PersistCounter visits -PassThru -Store $here
        $item.Value | Should -Be 0
        $item.Kind | Should -Be counter
        Update-PersistCounter visits -By 2 -Store $there | Should -Be 7
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem visits -ValueOnly -Store $store | Should -Be 2 }
    }

    It 'One that does not exist is an error, and WhatIf resets nothing' {
        Open-Store | Out-Null
        { Reset-PersistCounter none -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        Update-PersistCounter visits | Out-Null
        Reset-PersistCounter visits -WhatIf
        Reset-PersistCounter visits | Should -BeNullOrEmpty
        Get-PersistItem visits -ValueOnly | Should -Be 0
    }
}
