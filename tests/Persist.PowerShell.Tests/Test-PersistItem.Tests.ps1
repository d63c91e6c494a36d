BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Test-PersistItem' {
    AfterEach { Close-AllStore }

    It 'Gives one truth value for each key' {
        Open-Store | Out-Null
        Set-PersistItem a $null
        Test-PersistItem a | Should -BeTrue
        Test-PersistItem A | Should -BeFalse
        'a', 'b' | Test-PersistItem | Should -Be $true, $false
        Test-PersistItem '*' -WarningAction SilentlyContinue | Should -BeFalse
    }

    It 'What was meant as a pattern is warned of; a key that has such characters is not' {
        Open-Store | Out-Null
        Set-PersistItem user/1 1
        Set-PersistItem 'what?' 1
        Test-PersistItem user/* -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeFalse
        "$warnings" | Should -BeLike '*user/`**literally*Get-PersistItem*'
        $item = Get-PersistItem 'what?'
        'what?', 'disk[0]' | Test-PersistItem -WarningVariable warnings | Should -Be $true, $false
        Remove-PersistItem -LiteralKey 'what?'
        $item | Test-PersistItem -WarningVariable +warnings | Should -BeFalse
        $warnings | Should -BeNullOrEmpty
    }
}
