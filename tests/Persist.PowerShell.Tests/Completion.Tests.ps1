BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Completion' {
    BeforeAll {
        Open-Store -Name inventory | Out-Null
        Set-PersistItem user/1 1
        Set-PersistItem user/2 2
        Set-PersistItem 'two words' 3
        Set-PersistItem "o'clock" 4
        function Complete([string] $Line) { (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Close-AllStore }

    It 'Names the open stores' {
        Complete 'Get-PersistItem -Store inv' | Should -Be inventory
        Complete 'Sync-PersistStore inv' | Should -Be inventory
    }

    It 'Names keys, and quotes what needs it' {
        Complete 'Get-PersistItem user/' | Should -Be user/1, user/2
        Complete 'Get-PersistItem two' | Should -Be "'two words'"
        Complete "Get-PersistItem 'two" | Should -Be "'two words'"
        Complete 'Get-PersistItem o' | Should -Be "'o''clock'"
    }

    It 'What it returns is the key' {
        foreach ($text in Complete 'Get-PersistItem ') { Test-PersistItem (Invoke-Expression "Write-Output $text") | Should -BeTrue }
    }

    It 'Answers within 100 ms with 10,000 keys' {
        1..10000 | ForEach-Object { [pscustomobject]@{ Key = "many/$_"; Value = $_ } } | Set-PersistItem
        Complete 'Get-PersistItem many/77' | Out-Null
        $best = 1..5 | ForEach-Object { (Measure-Command { Complete 'Get-PersistItem many/77' }).TotalMilliseconds } | Sort-Object | Select-Object -First 1
        $best | Should -BeLessThan 100
    }

    It 'Offers nothing when no store is open' {
        Close-AllStore
        $failed = $Error.Count
        Complete 'Get-PersistItem use' | Where-Object { $_ -like 'user*' } | Should -BeNullOrEmpty
    }
}
