BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'One store, used from many places at once' {
    AfterEach { Close-AllStore }

    It 'Eight runspaces of ForEach-Object -Parallel lose nothing' {
        $store = Open-Store -Name parallel -With @{ Remote = Join-Path $TestDrive parallel-hub.db; Interval = 50 }
        $module = $script:ModulePath
        $failures = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:module
            $worker = $_
            try {
                1..200 | ForEach-Object { [pscustomobject]@{ Key = "w$worker/$_"; Value = $_ } } | Set-PersistItem -Store parallel -ErrorAction Stop
                1..50 | ForEach-Object { Set-PersistItem "single$worker/$_" $_ -Store $using:store -ErrorAction Stop }
                Get-PersistItem "w$worker/*" -Store parallel | Measure-Object | Where-Object Count -NE 200
            }
            catch { "$_" }
        }
        $failures | Should -BeNullOrEmpty
        @(Get-PersistItem).Count | Should -Be 2000
        Wait-PersistSync -Timeout 60
        (Get-PersistSyncStatus).Pending | Should -Be 0
    }

    It 'Thread jobs share the open stores' {
        Open-Store -Name jobs | Out-Null
        $module = $script:ModulePath
        1..4 | ForEach-Object { Start-ThreadJob { param($n) Import-Module $using:module; Set-PersistItem "job/$n" $n -Store jobs } -ArgumentList $_ } |
            Receive-Job -Wait -AutoRemoveJob
        @(Get-PersistItem job/*).Count | Should -Be 4
    }

    It 'Two processes write one file at once and lose nothing' {
        $file = Join-Path $TestDrive two.db
        $hub = Join-Path $TestDrive two-hub.db
        Open-Store -Name two -File two.db -With @{ Remote = $hub; Interval = 50 } | Out-Null
        $script = Join-Path $TestDrive two.ps1
        @"
`$ErrorActionPreference = 'Stop'
Import-Module '$script:ModulePath'
New-PersistStore two '$file' -Remote '$hub' -Interval 50 | Out-Null
1..300 | ForEach-Object { Set-PersistItem "theirs/`$_" `$_ }
Close-PersistStore
'done'
"@ | Set-Content $script
        $job = Start-ThreadJob { param($Fixture, $Script) . $Fixture; Invoke-FreshShell -File $Script 2>&1 } -ArgumentList (Join-Path $PSScriptRoot Fixture.ps1), $script
        $n = 0
        do { $n++; Set-PersistItem "ours/$n" $n -ErrorAction Stop } until ($n -ge 300 -and $job.State -ne 'Running')
        $job | Receive-Job -Wait -AutoRemoveJob | Select-Object -Last 1 | Should -Be done
        @(Get-PersistItem ours/*).Count | Should -Be $n
        @(Get-PersistItem theirs/*).Count | Should -Be 300
        Wait-PersistSync -Timeout 60
        $other = Open-Store -Name two -With @{ Remote = $hub; Suspended = $true }
        (Sync-PersistStore $other).Pulled | Should -Be (300 + $n)
    }
}
