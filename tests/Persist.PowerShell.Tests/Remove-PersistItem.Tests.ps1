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
}
