BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Remove-PersistMapField' {
    AfterEach { Close-AllStore }

    It 'Removes fields, by argument and pipeline; what is none is left out, and nothing is a wildcard' {
        Open-Store | Out-Null
        Set-PersistMapField user -Fields @{ a = 1; b = 2; c = 3; 'd*' = 4; dd = 5 }
        Remove-PersistMapField user a, nosuch
        'b', 'd*' | Remove-PersistMapField user
        (Remove-PersistMapField user nosuch -PassThru).GetJson() | Should -Be '{"c":3,"dd":5}'
    }

    It 'A field that is written elsewhere at the same time stays' {
        $here, $there = Open-Replica
        Set-PersistMapField user -Fields @{ a = 1; b = 2 } -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Remove-PersistMapField user a, b -Store $here
        Set-PersistMapField user a 9 -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem user -AsJson -Store $store | Should -Be '{"a":9}' }
    }

    It 'No such map is an error; WhatIf removes nothing' {
        Open-Store | Out-Null
        { Remove-PersistMapField none a -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        Set-PersistMapField user a 1
        Remove-PersistMapField user a -WhatIf
        Get-PersistItem user -AsJson | Should -Be '{"a":1}'
    }
}
