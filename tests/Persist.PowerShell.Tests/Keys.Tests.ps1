BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'What <cmdlet> takes as a key' -ForEach @(
    @{ cmdlet = 'Get-PersistItem' }, @{ cmdlet = 'Test-PersistItem' }, @{ cmdlet = 'Remove-PersistItem' }, @{ cmdlet = 'Get-PersistConflict' }
) {
    BeforeEach {
        $store = Open-Store -Name inventory
        'inventory', 'other', '7' | ForEach-Object { Set-PersistItem $_ 1 }
    }
    AfterEach { Close-AllStore }

    It 'An object is never turned into the text of a key: <what> is refused' -ForEach @(
        @{ what = 'a store'; get = { $store } }
        @{ what = 'a custom object without Key'; get = { [pscustomobject]@{ Name = 'other' } } }
        @{ what = 'a hashtable'; get = { @{ Key = 'other' } } }
        @{ what = 'a file'; get = { New-Item (Join-Path $TestDrive other) -Force } }
        @{ what = 'an object whose Key is a store'; get = { [pscustomobject]@{ Key = $store } } }
        @{ what = 'an object whose Key is null'; get = { [pscustomobject]@{ Key = $null } } }
    ) {
        $object = & $get
        { $object | & $cmdlet -ErrorAction Stop } | Should -Throw -ErrorId 'NotAKey,*'
        { & $cmdlet $object -ErrorAction Stop } | Should -Throw -ErrorId 'NotAKey,*'
        @(Get-PersistItem).Count | Should -Be 3
    }

    It 'A variable that is <what> by mistake is an error, and does not mean every item' -ForEach @(
        @{ what = 'null'; value = $null }, @{ what = 'empty'; value = '' }
    ) {
        { & $cmdlet $value -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidKey,*'
        { & $cmdlet -Key $value -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidKey,*'
        { $value | & $cmdlet -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidKey,*'
        & $cmdlet other, $value -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'InvalidKey,*'
        @(Get-PersistItem).Count | Should -BeGreaterOrEqual 2
    }

    It 'An empty list of keys means none' {
        & $cmdlet @() -ErrorAction Stop | Should -BeNullOrEmpty
        @(Get-PersistItem).Count | Should -Be 3
    }
}

Describe 'Keys from the pipeline' {
    BeforeEach { Open-Store | Out-Null }
    AfterEach { Close-AllStore }

    It 'Text, numbers and the property Key name items' {
        'a', '7', '007' | ForEach-Object { Set-PersistItem $_ $_ }
        'a', 7, [pscustomobject]@{ Key = 'a' }, (Get-PersistItem 7) | Get-PersistItem -ValueOnly | Should -Be a, 7, a, 7
        Get-PersistItem 007 -ValueOnly | Should -Be 007
        Set-PersistItem 08 eight
        Test-PersistItem 08, '08' | Should -Be $false, $true
    }

    It 'The message says which type was given, and what to give' {
        { Get-PersistItem (, (1, 2)) -ErrorAction Stop } | Should -Throw 'A key cannot be of the type Object`[`]. Give text, a number, a date or a GUID, or an object with a property Key*'
        { Set-PersistItem $null 1 -ErrorAction Stop } | Should -Throw '*it is $null; check the variable that it comes from*'
    }

    It 'A store is no key to write to, either' {
        { Set-PersistItem (Get-PersistStore) 1 -ErrorAction Stop } | Should -Throw -ErrorId 'NotAKey,*'
        Get-PersistItem | Should -BeNullOrEmpty
    }

    It 'Without a key everything is listed, also inside a loop' {
        Set-PersistItem a 1
        1..2 | ForEach-Object { Get-PersistItem } | Should -HaveCount 2
    }
}
