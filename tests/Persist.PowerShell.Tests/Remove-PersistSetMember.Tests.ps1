BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Remove-PersistSetMember' {
    AfterEach { Close-AllStore }

    It 'Removes members, by argument and pipeline; what is none is left out' {
        Open-Store | Out-Null
        Add-PersistSetMember tags a, b, c, @{ n = 1 }
        Remove-PersistSetMember tags a, nosuch
        @{ n = 1 }, 'b' | Remove-PersistSetMember tags
        (Remove-PersistSetMember tags nosuch -PassThru).Value | Should -Be c
        Remove-PersistSetMember tags c -PassThru | Should -BeNullOrEmpty
        Test-PersistItem tags | Should -BeFalse
    }

    It 'A member that is added elsewhere at the same time stays' {
        $here, $there = Open-Replica
        Add-PersistSetMember tags a, b -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Remove-PersistSetMember tags a, b -Store $here
        Add-PersistSetMember tags a -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem tags -ValueOnly -Store $store | Should -Be a }
    }

    It 'No such set is an error, another kind is refused, WhatIf removes nothing' {
        Open-Store | Out-Null
        { Remove-PersistSetMember none a -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        Set-PersistItem text hello
        { Remove-PersistSetMember text a -ErrorAction Stop } | Should -Throw -ErrorId 'KindChange,*'
        Add-PersistSetMember tags a
        Remove-PersistSetMember tags a -WhatIf
        Get-PersistItem tags -ValueOnly | Should -Be a
    }
}
