BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Remove-PersistItem' {
    BeforeEach {
        Open-Store | Out-Null
        'a', 'b', 'user/1', 'user/2' | ForEach-Object { Set-PersistItem $_ $_ }
    }
    AfterEach { Close-AllStore }

    It 'Removes by key, by wildcard and from the pipeline' {
        Remove-PersistItem a
        Remove-PersistItem user/*
        (Get-PersistItem).Key | Should -Be b
        Get-PersistItem b | Remove-PersistItem
        Get-PersistItem | Should -BeNullOrEmpty
    }

    It 'PassThru gives the items as they were' {
        (Remove-PersistItem user/* -PassThru).Value | Should -Be user/1, user/2
    }

    It 'A missing key is an error; an unmatched wildcard is not' {
        { Remove-PersistItem nobody -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        { Remove-PersistItem nobody* -ErrorAction Stop } | Should -Not -Throw
    }

    It 'WhatIf removes nothing' {
        Remove-PersistItem * -WhatIf
        @(Get-PersistItem).Count | Should -Be 4
    }

    It 'A pipeline is committed in batches, and a key that is missing is named' {
        1..3000 | ForEach-Object { [pscustomobject]@{ Key = "p/$_"; Value = $_ } } | Set-PersistItem
        $one = (Measure-Command { 1..40 | ForEach-Object { Remove-PersistItem "p/$_" } }).TotalMilliseconds / 40
        $many = (Measure-Command { Get-PersistItem p/* | Remove-PersistItem }).TotalMilliseconds / 2960
        $many | Should -BeLessThan ($one / 2)
        Get-PersistItem p/* | Should -BeNullOrEmpty
        'a', 'nobody', 'b', 'a' | Remove-PersistItem -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.TargetObject | Should -Be nobody, a
        $failures[1].FullyQualifiedErrorId | Should -BeLike 'ItemNotFound,*'
        (Get-PersistItem).Key | Should -Be user/1, user/2
    }

    It 'Names from the pipeline, wildcards among them, are removed in their order' {
        ('a', 'user/*', 'b' | Remove-PersistItem -PassThru).Key | Should -Be a, user/1, user/2, b
    }

    It 'An item is passed on only when its removal is durable' {
        1..1200 | ForEach-Object { [pscustomobject]@{ Key = "k$_"; Value = $_ } } | Set-PersistItem
        $gone = Get-PersistItem k* | Remove-PersistItem -PassThru | ForEach-Object { Test-PersistItem $_.Key }
        $gone | Should -HaveCount 1200
        $gone | Should -Not -Contain $true
    }

    It 'A removal reaches the other replica' {
        Close-AllStore
        $here, $there = Open-Replica
        Set-PersistItem a 1 -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Test-PersistItem a -Store $there | Should -BeTrue
        Remove-PersistItem a -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        Test-PersistItem a -Store $there | Should -BeFalse
    }

    It 'The key of an item, and a literal key, is never a pattern' {
        'job[1]', 'job1', 'q*', 'q2' | ForEach-Object { Set-PersistItem $_ 1 }
        $item = Get-PersistItem 'job[1]'
        $item | Remove-PersistItem
        { $item | Remove-PersistItem -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        { Remove-PersistItem -LiteralKey 'job[1]' -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotFound,*'
        Remove-PersistItem 'q*', 'q*' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeLike 'ItemNotFound,*'
        (Get-PersistItem job*, q*).Key | Should -Be job1, q2
        Remove-PersistItem -LiteralKey job1
        (Get-PersistItem job*, q*).Key | Should -Be q2
    }

    It 'A backtick makes a wildcard an ordinary character' {
        'p[1]', 'p1' | ForEach-Object { Set-PersistItem $_ 1 }
        Remove-PersistItem ([WildcardPattern]::Escape('p[1]'))
        (Get-PersistItem p*).Key | Should -Be p1
    }

    It 'IfUnchanged removes what is still as it was read, and reports the rest' {
        1..1500 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = 0 } } | Set-PersistItem
        $items = Get-PersistItem k/*
        Set-PersistItem k/7 1
        Remove-PersistItem k/9
        $removed = $items | Remove-PersistItem -IfUnchanged -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue
        $removed | Should -HaveCount 1498
        $failures.TargetObject | Sort-Object | Should -Be k/7, k/9
        $failures.FullyQualifiedErrorId | Should -BeLike 'ItemChanged,*'
        (Get-PersistItem k/*).Key | Should -Be k/7
        $item = Get-PersistItem k/7
        $item, $item | Remove-PersistItem -IfUnchanged -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'ItemChanged,*'
        Get-PersistItem k/* | Should -BeNullOrEmpty
    }

    It 'IfUnchanged needs what was read' {
        Set-PersistItem k 1
        { Remove-PersistItem k -IfUnchanged -ErrorAction Stop } | Should -Throw -ErrorId 'ItemNotRead,*'
        { $null | Remove-PersistItem -IfUnchanged -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidKey,*'
        Test-PersistItem k | Should -BeTrue
    }
}
