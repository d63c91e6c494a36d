BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'A merge in the session (-MergeInSession)' {
    BeforeAll {
        # Both replicas change `k` apart; `second` has not synced yet.
        function New-Contest([scriptblock] $Merge, [hashtable] $With = @{}) {
            $first, $second = Open-Replica -With (@{ Strategy = 'Custom'; Merge = $Merge; MergeInSession = $true; Interval = 100 } + $With)
            Set-PersistItem k 0 -Store $first
            $first, $second | Sync-PersistStore | Out-Null
            Set-PersistItem k 1 -Store $first
            Set-PersistItem k 2 -Store $second
            Sync-PersistStore $first | Out-Null
            $first, $second
        }
    }
    AfterEach { Close-AllStore }

    It 'Sees the variables and functions of the session, and runs in it, while Sync-PersistStore waits' {
        function Join-Both($A, $B) { "$A+$B" }
        $prefix = 'before'
        $first, $second = New-Contest { param($local, $remote, $ancestor) "$prefix $(Join-Both $local.Value $remote.Value) $($ancestor.Value) $([runspace]::DefaultRunspace.InstanceId)" }
        $prefix = 'now'
        Sync-PersistStore $second | Out-Null
        Get-PersistItem k -ValueOnly -Store $second | Should -Be "now 2+1 0 $([runspace]::DefaultRunspace.InstanceId)"
        (Get-PersistConflict -Store $second).State | Should -Be Resolved
        Get-EventSubscriber | Should -BeNullOrEmpty
    }

    It 'Wait-PersistSync runs it, too' {
        $first, $second = New-Contest { param($local, $remote) $local.Value + $remote.Value }
        Resume-PersistSync $second
        Wait-PersistSync $second -Timeout 20
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 3
    }

    It 'A background sync asks the session, between two statements' {
        $first, $second = New-Contest { param($local, $remote) $global:PersistTestThread = [runspace]::DefaultRunspace.InstanceId; $local.Value + $remote.Value }
        Resume-PersistSync $second
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ((Get-PersistItem k -ValueOnly -Store $second) -ne 3 -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 3
        $global:PersistTestThread | Should -Be ([runspace]::DefaultRunspace.InstanceId)
        Remove-Variable PersistTestThread -Scope Global
    }

    It 'A merge that <what> parks the item with the reason' -ForEach @(
        @{ what = 'throws'; merge = { throw 'no idea' }; reason = '*no idea*MergeInSession.Tests.ps1:*' }
        @{ what = 'writes an error'; merge = { Write-Error 'cannot decide'; 1 }; reason = '*cannot decide*' }
        @{ what = 'returns nothing'; merge = { }; reason = '*returned nothing*' }
        @{ what = 'returns two objects'; merge = { 1; 2 }; reason = '*2 objects*' }
        @{ what = 'reads what no version has'; merge = { param($local) @{ v = $local.Vaule } }; reason = '*no property ''Vaule''*' }
        @{ what = 'returns $null'; merge = { $null }; reason = '*returned $null*' }
    ) {
        $first, $second = New-Contest $merge
        Sync-PersistStore $second | Out-Null
        $conflict = Get-PersistConflict -State Open -Store $second
        $conflict.Reason | Should -BeLike $reason
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 2
    }

    It 'A program that fails fails it, whatever the session''s own rule is' -Skip:$IsWindows {
        $PSNativeCommandUseErrorActionPreference = $false
        $first, $second = New-Contest { sh -c 'echo half a result; exit 3' }
        Sync-PersistStore $second | Out-Null
        (Get-PersistConflict -State Open -Store $second).Reason | Should -BeLike '*"sh" ended with non-zero exit code: 3*'
        $PSNativeCommandUseErrorActionPreference | Should -BeFalse
    }

    It 'May use the store itself: nothing is locked while it runs' {
        $first, $second = New-Contest {
            param($local, $remote)
            $store = Get-PersistStore | Where-Object Replica -EQ $local.Replica
            Set-PersistItem log "asked about $($local.Key)" -Store $store
            "$(Get-PersistItem log -ValueOnly -Store $store)"
        }
        Sync-PersistStore $second | Out-Null
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 'asked about k'
        Sync-PersistStore $second | Out-Null
        Get-PersistQueue $second | Should -BeNullOrEmpty
    }

    It 'One that takes too long parks its item, and what it returns later is not used' {
        $first, $second = New-Contest { [Threading.Thread]::Sleep(600); 'late' } -With @{ MergeTimeout = 0.2 }
        Sync-PersistStore $second | Out-Null
        (Get-PersistConflict -State Open -Store $second).Reason | Should -BeLike '*longer than 0.2 s*'
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 2
    }

    It 'A session that has ended is not waited for, and the reason says so' {
        $session = [powershell]::Create()
        $first = Open-Store -With @{ Remote = Join-Path $TestDrive ended-hub.db; Suspended = $true }
        $path = Join-Path $TestDrive ended.db
        $session.AddScript("Import-Module '$script:ModulePath'; New-PersistStore '$($first.Name)' '$path' -Remote '$($first.Remote)' -Suspended -Strategy Custom -MergeInSession -Merge { 1 }").Invoke() | Out-Null
        $session.Runspace.Dispose()
        $second = Get-PersistStore | Where-Object Path -EQ $path
        $first, $second | ForEach-Object { Set-PersistItem k $_.Path -Store $_ }
        $first, $second | Sync-PersistStore -WarningAction SilentlyContinue | Out-Null
        (Get-PersistConflict -State Open -Store $second).Reason | Should -BeLike '*has ended*'
    }

    It 'A sync from another runspace asks this session' {
        $first, $second = New-Contest { param($local, $remote) $local.Value + $remote.Value }
        $other = [powershell]::Create()
        try {
            $other.AddScript({ param($Module, $Store) Import-Module $Module; Sync-PersistStore $Store }).AddArgument($script:ModulePath).AddArgument($second) | Out-Null
            $running = $other.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(20)
            while (-not $running.IsCompleted -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
            $other.EndInvoke($running)
        }
        finally { $other.Dispose() }
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 3
    }

    It 'A session that is busy parks the conflict with a reason that says so, and its next Sync-PersistStore decides it' {
        $first, $second = New-Contest { param($local, $remote) $local.Value + $remote.Value }
        # A sync that none of Persist's cmdlets waits for, as the background's, while the session sits in compiled code.
        $engine = $second.GetType().GetProperty('Engine', [Reflection.BindingFlags]'NonPublic,Instance').GetValue($second)
        $engine.SyncAsync([Threading.CancellationToken]::None).GetAwaiter().GetResult() | Out-Null
        $open = Get-PersistConflict -State Open -Store $second
        $open | Should -HaveCount 1
        $open.Reason | Should -BeLike '*session*busy*Sync-PersistStore*'
        (Get-PersistSyncStatus $second).OpenConflicts | Should -Be 1
        Sync-PersistStore $second | Out-Null
        Get-PersistItem k -ValueOnly -Store $second | Should -Be 3
        (Get-PersistConflict -Store $second).State | Should -Be Resolved
        (Get-PersistSyncStatus $second).OpenConflicts | Should -Be 0
        Sync-PersistStore $first | Out-Null
        Get-PersistItem k -ValueOnly -Store $first | Should -Be 3
    }

    It 'Closing the store from within its own session does not wait for a merge that nobody runs' {
        $first, $second = New-Contest { 1 } -With @{ MergeTimeout = 60 }
        $closing = Measure-Command {
            Resume-PersistSync $second
            [Threading.Thread]::Sleep(300)
            Close-PersistStore $second
        }
        $closing.TotalSeconds | Should -BeLessThan 10
        Close-PersistStore $first
        Get-EventSubscriber -Force | Should -BeNullOrEmpty
    }

    It 'Whether merges run in the session is fixed when the store is opened' {
        $merge = { 1 }
        Open-Store -Name mode -File mode.db -With @{ Strategy = 'Custom'; Merge = $merge; MergeInSession = $true } | Out-Null
        $failure = { Open-Store -Name mode -File mode.db -With @{ Strategy = 'Custom'; Merge = $merge } } | Should -Throw -ErrorId 'StoreAlreadyOpen,*' -PassThru
        $failure.Exception.Message | Should -BeLike '*-MergeInSession*'
    }
}
