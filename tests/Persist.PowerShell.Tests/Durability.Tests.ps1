BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'A write that returned' {
    AfterEach { Close-AllStore }

    It 'Is there after a kill, and reaches the remote once' {
        $file = Join-Path $TestDrive killed.db
        $hub = Join-Path $TestDrive killed-hub.db
        $script = Join-Path $TestDrive killed.ps1
        @"
Import-Module '$script:ModulePath'
New-PersistStore killed '$file' -Remote '$hub' -Suspended | Out-Null
1..1000 | ForEach-Object { [pscustomobject]@{ Key = "k/`$_"; Value = `$_ } } | Set-PersistItem -PassThru | ForEach-Object Key
[Console]::Out.Flush()
Stop-Process -Id `$PID -Force
"@ | Set-Content $script
        $acknowledged = Invoke-FreshShell -File $script 2>$null | Where-Object { $_ -like 'k/*' }
        $acknowledged | Should -HaveCount 1000
        $store = New-PersistStore killed $file -Remote $hub -Suspended
        $acknowledged | Where-Object { -not (Test-PersistItem $_) } | Should -BeNullOrEmpty
        (Sync-PersistStore).Pushed | Should -Be 1000
        (Sync-PersistStore).Pushed | Should -Be 0
        $other = New-PersistStore killed (Join-Path $TestDrive other.db) -Remote $hub -Suspended
        (Sync-PersistStore $other).Pulled | Should -Be 1000
        Get-PersistItem -Store $other -AsJson | Should -Be (Get-PersistItem -Store $store -AsJson)
    }

    It 'Took no longer because the remote <what>' -ForEach @(
        @{ what = 'refuses the connection'; remote = 'Host=127.0.0.1;Port=1;Database=none' }
        @{ what = 'swallows every packet'; remote = 'Host=192.0.2.1;Database=none' }
    ) {
        function Measure-Write($Store) {
            1..5 | ForEach-Object { Set-PersistItem warm $_ -Store $Store }
            $times = 1..40 | ForEach-Object { (Measure-Command { Set-PersistItem "k$_" $_ -Store $Store }).TotalMilliseconds }
            ($times | Sort-Object)[20]
        }
        $alone = Measure-Write (Open-Store -Name alone)
        $apart = Measure-Write (Open-Store -Name apart -With @{ Remote = $remote; Interval = 50 })
        # Medians of 40; a wait for the network would be a hundred times this.
        $apart | Should -BeLessThan (5 * $alone + 20)
        (Get-PersistSyncStatus apart).Pending | Should -Be 41
    }
}
