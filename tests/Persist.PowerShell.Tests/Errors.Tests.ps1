BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'The error registry' {
    BeforeAll {
        Open-Store | Close-PersistStore
        $engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Persist.Engine' }
        $all = $engine.GetType('Persist.Engine.Errors.PersistErrors').GetProperty('All').GetValue($null)
        $page = Get-Content (Join-Path $PSScriptRoot .. .. docs errors.md) -Raw
    }

    It 'Has unique ids without white space' {
        @($all.Id | Sort-Object -Unique).Count | Should -Be $all.Count
        $all.Id | Should -Match '^[A-Z][A-Za-z]+$'
    }

    It 'Has a category of PowerShell for each' {
        foreach ($entry in $all) { [enum]::IsDefined([System.Management.Automation.ErrorCategory], "$($entry.Category)") | Should -BeTrue -Because $entry.Id }
    }

    It 'Says what happened, and then what follows or what to do' {
        foreach ($entry in $all) {
            $entry.Template | Should -Match '[^.][.…]$' -Because $entry.Id
            @($entry.Template -split '[.;](?= )').Count | Should -BeGreaterThan 1 -Because $entry.Id
        }
    }

    It 'Has a row for each in docs/errors.md, with its category and its sentence' {
        foreach ($entry in $all) {
            $page.Contains("| ``$($entry.Id)`` | $($entry.Category) | $($entry.IsTransient ? 'yes' : 'no') |") | Should -BeTrue -Because $entry.Id
            $page.Contains($entry.Template.Replace('{{', '{').Replace('}}', '}').Replace('|', '\|')) | Should -BeTrue -Because $entry.Id
        }
    }

    It 'Has no row for what does not exist' {
        [regex]::Matches($page, '(?m)^\| `(\w+)`').ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -notin $all.Id } | Should -BeNullOrEmpty
    }
}
