BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Get-PersistItem' {
    BeforeEach {
        Open-Store | Out-Null
        'b', 'a', 'user/2', 'user/1', 'B' | ForEach-Object { Set-PersistItem $_ "value of $_" }
    }
    AfterEach { Close-AllStore }

    It 'What is stored and no object can hold is an error that names the item, and -AsJson gives it' {
        Set-PersistItem far ([System.Text.Json.JsonDocument]::Parse('{"n":1e400}'))
        { Get-PersistItem far -ValueOnly -ErrorAction Stop } | Should -Throw "The stored value of 'far' cannot be turned into an object: the number 1e400 is beyond*" -ErrorId 'UnreadableValue,*'
        (Get-PersistItem far).Value | Should -BeNullOrEmpty -Because 'PowerShell takes a property that throws for $null'
        Get-PersistItem far -AsJson | Should -Be '{"n":1e400}'
    }

    It 'Streams all items in key order, case-sensitively' {
        (Get-PersistItem).Key | Should -BeExactly B, a, b, user/1, user/2
    }

    It 'Takes keys, arrays of keys and wildcards' {
        (Get-PersistItem b).Key | Should -BeExactly b
        (Get-PersistItem user/2, a).Key | Should -BeExactly user/2, a
        (Get-PersistItem user/*).Key | Should -BeExactly user/1, user/2
        (Get-PersistItem '[ab]').Key | Should -BeExactly a, b
        'a', 'B' | Get-PersistItem -ValueOnly | Should -BeExactly 'value of a', 'value of B'
    }

    It 'A key that looks like a wildcard is found under its own name first' {
        Set-PersistItem 'list[1]' one
        Set-PersistItem 'list1' other
        Get-PersistItem 'list[1]' -ValueOnly | Should -Be one
        Get-PersistItem 'list`[*' -ValueOnly | Should -Be one
    }

    It 'A missing key is an error with the key as target, and the others are returned' {
        $found = Get-PersistItem a, nobody, b -ErrorVariable failures -ErrorAction SilentlyContinue
        $found.Key | Should -Be a, b
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ItemNotFound,*'
        $failures[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failures[0].TargetObject | Should -Be nobody
    }

    It 'AsJson is the exact stored text' {
        Set-PersistItem money ([ordered]@{ b = 1.50d; a = @() })
        Get-PersistItem money -AsJson | Should -BeExactly '{"b":1.50,"a":[]}'
    }

    It 'AsHashtable keeps the order and tells cases apart' {
        Set-PersistItem table ([ordered]@{ z = 1; a = @{ inner = 2 } })
        $table = Get-PersistItem table -ValueOnly -AsHashtable
        $table | Should -BeOfType System.Collections.Specialized.OrderedDictionary
        @($table.Keys) | Should -BeExactly z, a
        $table.Contains('Z') | Should -BeFalse
        $table.a.inner | Should -Be 2
        (Get-PersistItem table -AsHashtable).Value.z | Should -Be 1
    }

    It 'Says who wrote an item, and when' {
        $item = Get-PersistItem a
        $item.Kind | Should -Be value
        $item.Replica | Should -Be (Get-PersistStore).Replica
        [math]::Abs(([DateTimeOffset]::Now - $item.UpdatedAt).TotalMinutes) | Should -BeLessThan 5
        $item.UpdatedAt.Offset | Should -Be ([TimeZoneInfo]::Local.GetUtcOffset($item.UpdatedAt))
    }

    It 'Stops when the pipeline has enough' {
        Get-PersistItem | Select-Object -First 2 | Should -HaveCount 2
        Set-PersistItem after 1
        Test-PersistItem after | Should -BeTrue
    }

    It 'Items can be changed while they are read' {
        Get-PersistItem user/* | ForEach-Object { Set-PersistItem $_.Key "new $($_.Value)" }
        Get-PersistItem user/1 -ValueOnly | Should -Be 'new value of user/1'
    }

    It 'Nothing in a literal key is a wildcard' {
        'disk[0]', 'disk0' | ForEach-Object { Set-PersistItem $_ $_ }
        Get-PersistItem -LiteralKey 'disk[0]', disk0 -ValueOnly | Should -Be 'disk[0]', disk0
        { Get-PersistItem -LiteralKey 'disk*' -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
    }
}
