BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    # Runs a script in a session of its own, presses Ctrl+C when it is in the middle of its work, and tells how long it took
    # to end, and what it had written.
    function Stop-InTheMiddle([scriptblock] $Script, [object[]] $ArgumentList, [scriptblock] $Until) {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $shell.AddScript("Import-Module '$script:ModulePath'; & { $Script } @args") | Out-Null
            foreach ($argument in $ArgumentList) { $shell.AddArgument($argument) | Out-Null }
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]$null, $output)
            $limit = [System.Diagnostics.Stopwatch]::StartNew()
            while (-not (& $Until $output)) {
                if ($running.IsCompleted -or $limit.Elapsed.TotalSeconds -gt 60) { throw "It ended before it was stopped: $($shell.Streams.Error)" }
                [System.Threading.Thread]::Yield() | Out-Null
            }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            [pscustomobject]@{ Seconds = $clock.Elapsed.TotalSeconds; State = $shell.InvocationStateInfo.State; Output = $output }
        }
        finally { $shell.Dispose() }
    }
}

Describe 'Ctrl+C ends within a second' {
    AfterEach { Close-AllStore }

    It 'Set-PersistItem, and what it had passed on is stored' {
        $store = Open-Store
        $stopped = Stop-InTheMiddle { param($store) & { for ($i = 0; ; $i++) { [pscustomobject]@{ Key = "k/$i"; Value = $i } } } | Set-PersistItem -Store $store -PassThru } $store { $args[0].Count -gt 3000 }
        $stopped.State | Should -Be Stopped
        $stopped.Seconds | Should -BeLessThan 1
        $stopped.Output.Key | Where-Object { -not (Test-PersistItem $_) } | Should -BeNullOrEmpty
    }

    It 'Get-PersistItem, <name>' -ForEach @(
        @{ name = 'all items'; script = { param($store) for () { Get-PersistItem -Store $store } } }
        @{ name = 'a pattern'; script = { param($store) for () { Get-PersistItem k/*7 -Store $store } } }
    ) {
        $store = Open-Store
        1..5000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = $_ } } | Set-PersistItem
        (Stop-InTheMiddle $script $store { $args[0].Count -gt 100 }).Seconds | Should -BeLessThan 1
    }

    It 'Remove-PersistItem, and what it had passed on is gone' {
        $store = Open-Store
        1..20000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = $_ } } | Set-PersistItem
        $stopped = Stop-InTheMiddle { param($store) Remove-PersistItem * -Store $store -PassThru; for () { } } $store { $args[0].Count -gt 1000 }
        $stopped.Seconds | Should -BeLessThan 1
        $stopped.Output.Key | Where-Object { Test-PersistItem $_ } | Should -BeNullOrEmpty
    }

    It 'Get-PersistQueue' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive stop-hub.db; Suspended = $true }
        1..5000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = $_ } } | Set-PersistItem
        (Stop-InTheMiddle { param($store) for () { Get-PersistQueue $store } } $store { $args[0].Count -gt 100 }).Seconds | Should -BeLessThan 1
    }

    It '<name>, which waits for a server that says nothing' -ForEach @(
        @{ name = 'Sync-PersistStore'; script = { param($store) Sync-PersistStore $store } }
        @{ name = 'Wait-PersistSync'; script = { param($store) Resume-PersistSync $store; Wait-PersistSync $store -Timeout 600 } }
    ) {
        $server = Start-SilentServer
        try {
            $store = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Timeout=60"; Suspended = $true }
            Set-PersistItem a 1
            # The connection that the sync has opened is the signal that it is under way.
            (Stop-InTheMiddle $script $store { $server.Pending() }).Seconds | Should -BeLessThan 1
            (Get-PersistSyncStatus).Pending | Should -Be 1
        }
        finally { $server.Stop() }
    }

    It 'Test-PersistMerge, whose merge does not end' {
        $begun = Join-Path $TestDrive begun
        $stopped = Stop-InTheMiddle {
            param($begun)
            Test-PersistMerge { param($local, $remote) [System.IO.File]::WriteAllText($begun, ''); for () { } } 1 2 -Variable @{ begun = $begun } -MergeTimeout 600
        } $begun { Test-Path $begun }
        $stopped.Seconds | Should -BeLessThan 1
    }

    It 'Closing a store ends a sync that waits for a server' {
        $server = Start-SilentServer
        try {
            $store = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Timeout=60" }
            while (-not $server.Pending()) { [System.Threading.Thread]::Yield() | Out-Null }
            (Measure-Command { Close-PersistStore $store }).TotalSeconds | Should -BeLessThan 1
        }
        finally { $server.Stop() }
    }
}
