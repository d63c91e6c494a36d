BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Set-PersistMapField' {
    AfterEach { Close-AllStore }

    It 'Writes one field, several, or a pipeline of them' {
        Open-Store | Out-Null
        Set-PersistMapField user/1 name Ada
        Set-PersistMapField -Key user/1 -Fields @{ born = 1815; tags = @('x') }
        $item = [pscustomobject]@{ Key = 'user/1'; Field = 'name'; Value = 'Ada L.' }, [pscustomobject]@{ Key = 'user/2'; Field = 'name'; Value = 'Bob' } |
            Set-PersistMapField -PassThru
        $item.Key | Should -Be user/1, user/2
        $item[0].Kind | Should -Be map
        $item[0].Value.name | Should -Be 'Ada L.'
        $item[0].Value.born | Should -Be 1815
        Get-PersistItem user/1 -AsJson | Should -Be '{"born":1815,"name":"Ada L.","tags":["x"]}'
    }

    It 'Takes the properties of an object for fields' {
        Open-Store | Out-Null
        Set-PersistMapField user/1 -Fields ('{ "born": 1815, "tags": ["x"] }' | ConvertFrom-Json)
        Get-PersistItem user/1 -AsJson | Should -Be '{"born":1815,"tags":["x"]}'
        { Set-PersistMapField user/1 -Fields 5 -ErrorAction Stop } | Should -Throw
    }

    It 'Fields merge one by one' {
        $here, $there = Open-Replica
        Set-PersistMapField user name Ada -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Set-PersistMapField user name Grace -Store $here
        Set-PersistMapField user city Paris -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem user -AsJson -Store $store | Should -Be '{"city":"Paris","name":"Grace"}' }
    }

    It 'One field written twice apart: the latest stands, and the conflict names the field' {
        $here, $there = Open-Replica
        Set-PersistMapField user name Ada -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Set-PersistMapField user name first -Store $here
        Set-PersistMapField user name second -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { (Get-PersistItem user -ValueOnly -Store $store).name | Should -Be second }
        $conflict = Get-PersistConflict user -Store $there
        $conflict.Field | Should -Be name
        $conflict.Resolved.Value | Should -Be second
        Resolve-PersistConflict $conflict -Use Remote
        (Get-PersistItem user -ValueOnly -Store $there).name | Should -Be first
    }

    It 'With -Strategy Crdt an object without fields is an error, and nothing is changed' {
        Open-Store -With @{ Strategy = 'Crdt' } | Out-Null
        Set-PersistItem f @{ a = 1 }
        @{ Key = 'f'; Value = @{} }, @{ Key = 'new'; Value = @{} }, @{ Key = 'g'; Value = 1 } |
            Set-PersistItem -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue | ForEach-Object Key | Should -Be g
        ($failures.FullyQualifiedErrorId -like 'EmptyMap,*').Count | Should -Be 2
        $failures.TargetObject | Should -Be f, new
        (Get-PersistItem f).Value.a | Should -Be 1
        Test-PersistItem new | Should -BeFalse
    }

    It 'With -Strategy Crdt an object given to Set-PersistItem is a map; only what differs is written' {
        $here, $there = Open-Replica -With @{ Strategy = 'Crdt' }
        Set-PersistItem user @{ name = 'Ada'; city = 'London' } -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Set-PersistItem user @{ name = 'Ada'; city = 'Paris' } -Store $here
        Set-PersistItem user @{ name = 'Grace'; city = 'London' } -Store $there
        (Get-PersistQueue $here).Detail | Should -Be 'city = "Paris"'
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem user -AsJson -Store $store | Should -Be '{"city":"Paris","name":"Grace"}' }
        (Get-PersistItem user -Store $here).Kind | Should -Be map
    }

    It 'An item of another kind is refused; WhatIf writes nothing' {
        Open-Store | Out-Null
        Set-PersistItem text hello
        { Set-PersistMapField text a 1 -ErrorAction Stop } | Should -Throw -ErrorId 'KindChange,*'
        Set-PersistMapField map a 1 -WhatIf
        Test-PersistItem map | Should -BeFalse
    }

    It 'Completes the fields of the map' {
        Open-Store | Out-Null
        Set-PersistMapField user/1 -Fields @{ name = 1; nickname = 2; 'two words' = 3 }
        $line = 'Set-PersistMapField user/1 n'
        (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be name, nickname
        $line = 'Remove-PersistMapField -Key user/1 -Field tw'
        (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be "'two words'"
    }
}
