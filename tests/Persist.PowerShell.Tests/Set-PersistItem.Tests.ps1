BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Set-PersistItem' {
    BeforeEach { $store = Open-Store }
    AfterEach { Close-AllStore }

    It 'Writes by position, and says nothing' {
        Set-PersistItem user/1 @{ name = 'Ada' } | Should -BeNullOrEmpty
        (Get-PersistItem user/1).Value.name | Should -Be Ada
    }

    It 'PassThru gives the item' {
        $item = Set-PersistItem user/1 'Ada' -PassThru
        $item.Key | Should -Be user/1
        $item.Value | Should -Be Ada
        $item.Replica | Should -Be $store.Replica
    }

    It 'Takes objects from the pipeline, with the key from a property' {
        1..2500 | ForEach-Object { [pscustomobject]@{ Id = "k/$_"; n = $_ } } | Set-PersistItem -KeyProperty Id
        @(Get-PersistItem k/*).Count | Should -Be 2500
        (Get-PersistItem k/77 -ValueOnly).n | Should -Be 77
    }

    It 'Takes the key of each object from a scriptblock, with the variables around it' {
        $prefix = 'user'
        [pscustomobject]@{ id = 1 }, @{ id = 2 } | Set-PersistItem -KeyProperty { "$prefix/$($_.id)" }
        (Get-PersistItem).Key | Should -Be user/1, user/2
        (Get-PersistItem user/2).Value.id | Should -Be 2
        [pscustomobject]@{ id = 3 } | Set-PersistItem -KeyProperty { $_.id }
        Test-PersistItem 3 | Should -BeTrue
        1, 2 | Set-PersistItem -KeyProperty { if ($_ -eq 2) { 'two' } } -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidKey,*'
        Get-PersistItem two -ValueOnly | Should -Be 2
        1, 3 | Set-PersistItem -KeyProperty { if ($_ -eq 1) { throw 'mine' }; 'three' } -ErrorVariable failures -ErrorAction SilentlyContinue
        @($failures | Where-Object FullyQualifiedErrorId -Like 'InvalidKey,*') | Should -BeLike '*mine*'
        Get-PersistItem three -ValueOnly | Should -Be 3
    }

    It 'A date that -KeyProperty finds is a key in ISO 8601, in UTC where it has a zone, and sorts; -Key takes the date, too' {
        $noon = ([datetime]'2026-10-02T12:00:00Z').ToUniversalTime()
        $times = $noon, $noon.AddMilliseconds(1), $noon.AddDays(-365).ToLocalTime(), [datetimeoffset]::new(2027, 1, 2, 3, 4, 5, [timespan]'2:00')
        $times | ForEach-Object { [pscustomobject]@{ at = $_ } } | Set-PersistItem -KeyProperty at
        Get-PersistItem | ForEach-Object Key | Should -Be '2025-10-02T12:00:00.0000000Z', '2026-10-02T12:00:00.0000000Z', '2026-10-02T12:00:00.0010000Z', '2027-01-02T01:04:05.0000000Z'
        (Get-PersistItem $times[2]).Key | Should -Be '2025-10-02T12:00:00.0000000Z'
        Set-PersistItem ([datetime]'2026-01-02 03:04:05') 1 -PassThru | ForEach-Object Key | Should -Be '2026-01-02T03:04:05.0000000'
        @{ at = [dateonly]::new(2026, 1, 2) } | Set-PersistItem -KeyProperty at -PassThru | ForEach-Object Key | Should -Be '2026-01-02'
    }

    It 'A number that -KeyProperty finds is a key in invariant form, whatever the culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            1.5, 1234567.25d, 10, [bigint]::Pow(10, 20), [version]'1.2' | ForEach-Object { @{ id = $_ } } | Set-PersistItem -KeyProperty id -PassThru | ForEach-Object Key |
                Should -Be '1.5', '1234567.25', '10', '100000000000000000000', '1.2'
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }

    It 'A list or an object that -KeyProperty finds is no key: all of them would be the same' {
        @{ id = 1, 2 }, @{ id = @{ a = 1 } }, @{ id = [pscustomobject]@{ a = 1 } }, @{ id = 'x' } | Set-PersistItem -KeyProperty id -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -Be (@('NotAKey,Persist.Cmdlets.SetPersistItemCommand') * 3)
        Get-PersistItem | ForEach-Object Key | Should -Be x
    }

    It 'Takes hashtables from the pipeline, and the pairs of a hashtable' {
        @{ Id = 'a'; n = 1 }, @{ Id = 'b'; n = 2 } | Set-PersistItem -KeyProperty Id
        @{ c = 3; d = 4 }.GetEnumerator() | Set-PersistItem
        @{ Key = 'e'; Value = 5 }, [ordered]@{ Value = 6; Key = 'f' } | Set-PersistItem
        Get-PersistItem -ValueOnly | ForEach-Object { $_.n ?? $_ } | Should -Be 1, 2, 3, 4, 5, 6
        { @{ Key = $null; Value = 1 } | Set-PersistItem -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidKey,*'
    }

    It 'One object that is piped in for a given key is its value' {
        'text' | Set-PersistItem text
        , (1, 2) | Set-PersistItem array
        @{ a = 1 } | Set-PersistItem -Key table
        Get-PersistItem text -ValueOnly | Should -Be text
        (Get-PersistItem array -ValueOnly) | Should -Be 1, 2
        (Get-PersistItem table -ValueOnly).a | Should -Be 1
    }

    It 'Several objects for one key are an error, and none is stored' {
        { 1..3 | Set-PersistItem k -ErrorAction Stop } | Should -Throw -ErrorId 'SeveralValues,*'
        Get-PersistItem | Should -BeNullOrEmpty
    }

    It 'A null that is piped in is that object''s error, and says what was expected' {
        Set-PersistItem k before
        $null | Set-PersistItem k -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'KeyOrValueMissing,*'
        $failures.Exception.Message | Should -BeLike 'No value but $null was given.*'
        $failures.TargetObject | Should -Be k
        Get-PersistItem k -ValueOnly | Should -Be before
        $null, @{ id = 'x' }, $null, @{ id = 'y' } | Set-PersistItem -KeyProperty id -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 2
        $null, @{ Key = 'z'; Value = $null } | Set-PersistItem -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        (Get-PersistItem).Key | Should -Be k, x, y, z
    }

    It 'A value that is given beside an object that is piped in is an error, and nothing is stored' {
        Set-PersistItem k before
        foreach ($command in { 'a' | Set-PersistItem k $_ }, { 'a', 'b' | Set-PersistItem -Key k -Value 5 }, { Get-PersistItem k | Set-PersistItem k 5 }) {
            $command | Should -Throw -ErrorId 'ValueTwice,*'
        }
        @() | Set-PersistItem k after
        (Get-PersistItem k -ValueOnly) | Should -Be before
    }

    It 'Piped values without keys are one error that says how to give them' {
        foreach ($command in { 'a', 'b' | Set-PersistItem }, { Set-PersistItem k1 }, { [pscustomobject]@{ Name = 'x' } | Set-PersistItem }) {
            $Error.Clear()
            try { & $command } catch { $failure = $_ }
            $failure.FullyQualifiedErrorId | Should -BeLike 'KeyOrValueMissing,*'
            $failure.Exception.Message | Should -BeLike '*Key and Value*-KeyProperty*'
            $Error.Count | Should -Be 1
        }
        Get-PersistItem | Should -BeNullOrEmpty
    }

    It 'An object without a key among others that have one is that object''s error' {
        [pscustomobject]@{ Key = 'a'; Value = 1 }, 'astray', [pscustomobject]@{ Key = 'b'; Value = $null } |
            Set-PersistItem -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'KeyOrValueMissing,*'
        $failures.TargetObject | Should -Be astray
        (Get-PersistItem).Key | Should -Be a, b
    }

    It 'One bad item is reported with its key, and the others are stored' {
        $items = [pscustomobject]@{ Key = 'a'; Value = 1 }, [pscustomobject]@{ Key = "b`0"; Value = 2 }, [pscustomobject]@{ Key = 'c'; Value = [double]::NaN }, [pscustomobject]@{ Key = 'd'; Value = 4 }
        $items | Set-PersistItem -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidKey,*'
        $failures[1].FullyQualifiedErrorId | Should -BeLike 'NumberNotFinite,*'
        $failures[1].TargetObject | Should -Be c
        (Get-PersistItem).Key | Should -Be a, d
    }

    It 'An item is passed on only when it is durable' {
        $file = $store.Path
        1..1200 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = $_ } } | Set-PersistItem -PassThru |
            Where-Object { -not (Test-PersistItem $_.Key) } | Should -BeNullOrEmpty
    }

    It 'A producer that pauses leaves nothing undone' {
        $seen = & {
            [pscustomobject]@{ Key = 'first'; Value = 1 }
            $deadline = [datetime]::UtcNow.AddSeconds(10)
            # Another reader sees the item while this pipeline is still waiting for its next object.
            while (-not $store.IsOpen -or -not (Test-PersistItem first)) { if ([datetime]::UtcNow -gt $deadline) { throw 'never durable' } }
            [pscustomobject]@{ Key = 'second'; Value = 2 }
        } | Set-PersistItem -PassThru
        $seen.Key | Should -Be first, second
    }

    It 'What was accepted before an upstream error is stored' {
        { & { [pscustomobject]@{ Key = 'kept'; Value = 1 }; throw 'upstream' } | Set-PersistItem } | Should -Throw upstream
        Test-PersistItem kept | Should -BeTrue
    }

    It 'A pipeline that is stopped keeps what it was given' {
        $shell = [powershell]::Create()
        try {
            $shell.AddScript("Import-Module '$script:ModulePath'; 1..20000000 | ForEach-Object { [pscustomobject]@{ Key = `"s`$_`"; Value = `$_ } } | Set-PersistItem").AddStatement() | Out-Null
            $running = $shell.BeginInvoke()
            while (-not (Test-PersistItem s2000)) { $running.IsCompleted | Should -BeFalse }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
            Test-PersistItem s1, s2000 | Should -Be $true, $true
        }
        finally { $shell.Dispose() }
    }

    It 'Refuses <case> with <id>' -ForEach @(
        @{ case = 'an empty key'; key = ''; value = 1; id = 'InvalidKey'; category = 'InvalidArgument' }
        @{ case = 'a key with NUL'; key = "a`0b"; value = 1; id = 'InvalidKey'; category = 'InvalidArgument' }
        @{ case = 'a key that is too long'; key = 'k' * 1025; value = 1; id = 'KeyTooLong'; category = 'LimitsExceeded' }
        @{ case = 'a value that is too large'; key = 'a'; value = 'x' * 17MB; id = 'ValueTooLarge'; category = 'LimitsExceeded' }
        @{ case = 'a value with half a surrogate pair'; key = 'a'; value = [string][char]0xD800; id = 'InvalidValue'; category = 'InvalidArgument' }
    ) {
        $failure = { Set-PersistItem $key $value -ErrorAction Stop } | Should -Throw -ErrorId "$id,*" -PassThru
        $failure.CategoryInfo.Category | Should -Be $category
        $failure.Exception.Message | Should -Match '[.]$'
        @(Get-PersistItem).Count | Should -Be 0
    }

    It 'An object without the key property is reported, the others go on' {
        [pscustomobject]@{ Other = 1 }, [pscustomobject]@{ Id = 'b' } | Set-PersistItem -KeyProperty Id -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'KeyPropertyMissing,*'
        Test-PersistItem b | Should -BeTrue
    }

    It 'WhatIf writes nothing' {
        Set-PersistItem a 1 -WhatIf
        Test-PersistItem a | Should -BeFalse
    }

    It 'A change of kind is refused without -Force, and one of a pipeline does not stop the others' {
        Update-PersistCounter count | Out-Null
        1..20 | ForEach-Object { [pscustomobject]@{ Key = $_ -eq 7 ? 'count' : "k$_"; Value = $_ } } |
            Set-PersistItem -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        $failures.FullyQualifiedErrorId | Should -BeLike 'KindChange,*'
        $failures.TargetObject | Should -Be count
        @(Get-PersistItem k*).Count | Should -Be 19
        (Set-PersistItem count text -Force -PassThru).Kind | Should -Be value
        Get-PersistItem count -ValueOnly | Should -Be text
    }

    It 'IfUnchanged writes what was read and changed, and refuses it where the background has brought another version' {
        Close-AllStore
        $here, $there = Open-Replica
        Set-PersistItem cfg @{ cpu = 1; mem = 1 } -Store $here
        Sync-PersistStore $here, $there | Out-Null
        $item = Get-PersistItem cfg -Store $here
        Set-PersistItem cfg @{ cpu = 1; mem = 99 } -Store $there
        Sync-PersistStore $there, $here | Out-Null
        $item.Value.cpu = 50
        $failure = { $item | Set-PersistItem -IfUnchanged -Store $here -ErrorAction Stop } | Should -Throw -ErrorId 'ItemChanged,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be ResourceExists
        $failure.TargetObject | Should -Be cfg
        (Get-PersistItem cfg -Store $here).Value.mem | Should -Be 99
        Get-PersistItem cfg -Store $here | ForEach-Object { $_.Value.cpu = 50; $_ } | Set-PersistItem -IfUnchanged -Store $here
        Get-PersistItem cfg -Store $here -AsJson | Should -BeExactly '{"cpu":50,"mem":99}'
    }

    It 'IfUnchanged takes another value, and what PassThru gave' {
        $item = Set-PersistItem n 1 -PassThru
        $item = $item | Set-PersistItem -Value ($item.Value + 1) -IfUnchanged -PassThru
        $item | Set-PersistItem -Value 3 -IfUnchanged
        { $item | Set-PersistItem -Value 4 -IfUnchanged -ErrorAction Stop } | Should -Throw -ErrorId 'ItemChanged,*'
        Get-PersistItem n -ValueOnly | Should -Be 3
    }

    It 'IfUnchanged reports each item that has changed, and the others are stored' {
        1..2500 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = 0 } } | Set-PersistItem
        $items = Get-PersistItem k/*
        'k/7', 'k/2000' | ForEach-Object { Set-PersistItem $_ 5 }
        Remove-PersistItem k/9
        $items | Set-PersistItem -Value 1 -IfUnchanged -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.TargetObject | Sort-Object | Should -Be k/2000, k/7, k/9
        @(Get-PersistItem k/* | Where-Object Value -EQ 1).Count | Should -Be 2497
        Get-PersistItem k/7 -ValueOnly | Should -Be 5
        Test-PersistItem k/9 | Should -BeFalse
    }

    It 'IfUnchanged needs what was read' {
        Set-PersistItem k 1
        { Set-PersistItem k 2 -IfUnchanged -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotRead,*'
        { [pscustomobject]@{ Key = 'k'; Value = 2 } | Set-PersistItem -IfUnchanged -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotRead,*'
        Get-PersistItem k -ValueOnly | Should -Be 1
    }

    It 'NoClobber writes only where there is no item' {
        Set-PersistItem k 1 -NoClobber
        { Set-PersistItem k 2 -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'ItemExists,*'
        Get-PersistItem k -ValueOnly | Should -Be 1
        Remove-PersistItem k
        Set-PersistItem k 3 -NoClobber
        Get-PersistItem k -ValueOnly | Should -Be 3
    }
}
