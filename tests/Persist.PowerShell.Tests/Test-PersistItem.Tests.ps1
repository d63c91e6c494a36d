BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Test-PersistItem' {
    AfterEach { Close-AllStore }

    It 'Gives one truth value for each key' {
        Open-Store | Out-Null
        Set-PersistItem a $null
        Test-PersistItem a | Should -BeTrue
        Test-PersistItem A | Should -BeFalse
        'a', 'b' | Test-PersistItem | Should -Be $true, $false
        Test-PersistItem '*' | Should -BeFalse
    }
}
