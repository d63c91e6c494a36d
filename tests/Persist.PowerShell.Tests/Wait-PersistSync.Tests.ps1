BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Wait-PersistSync' {
    AfterEach { Close-AllStore }

    It 'Returns when everything written before is at the remote' {
        $hub = Join-Path $TestDrive wait-hub.db
        $name = New-StoreName
        Open-Store -Name $name -With @{ Remote = $hub; Interval = 60000 } | Out-Null
        1..100 | ForEach-Object { Set-PersistItem "k$_" $_ }
        $status = Wait-PersistSync -PassThru
        $status.Pending | Should -Be 0
        Close-AllStore
        Open-Store -Name $name -With @{ Remote = $hub; Suspended = $true } | Out-Null
        (Sync-PersistStore).Pulled | Should -Be 100
    }

    It 'A wait that is not fulfilled is an error with WaitTimeout' {
        Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1' } | Out-Null
        Set-PersistItem a 1
        $failure = { Wait-PersistSync -Timeout 0.2 -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimeout,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be OperationTimeout
    }

    It 'A suspended store, which does not sync meanwhile, is warned of' {
        Open-Store -With @{ Remote = Join-Path $TestDrive paused-hub.db; Suspended = $true } | Out-Null
        { Wait-PersistSync -Timeout 0 -WarningAction SilentlyContinue -ErrorAction Stop } | Should -Throw -ErrorId 'WaitTimeout,*'
        Wait-PersistSync -Timeout 0 -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Ignore
        "$warnings" | Should -BeLike '*Resume-PersistSync*'
    }
}
