BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    # Waits until a stream or the output of a session has so many records.
    function Wait-Record([object] $Records, [int] $Count) {
        $id = [guid]::NewGuid().ToString()
        $subscription = Register-ObjectEvent $Records DataAdded -SourceIdentifier $id
        try {
            while ($Records.Count -lt $Count) {
                if (-not (Wait-Event $id -Timeout 60)) { throw "After a minute there are $($Records.Count) records of $Count." }
                Remove-Event $id
            }
        }
        finally {
            Unregister-Event $id
            Remove-Event $id -ErrorAction Ignore
        }
    }

    # A store with a conflict in its log, and a change that the remote refused.
    function Open-Contested {
        $other, $store = Open-Replica
        foreach ($one in $other, $store) {
            Set-PersistItem here $one.Path -Store $one
            Update-PersistCounter count -By 9000000000000000000 -Store $one | Out-Null
            Sync-PersistStore $one | Out-Null
        }
        Close-PersistStore $other
        Set-PersistItem here 1 -Store $store
        Set-PersistItem untouched 1 -Store $store
        $store
    }

    # Runs a script in a session of its own, presses Ctrl+C as soon as $Until has returned, which waits for the script to be
    # in the middle of its work, and tells how long it took to end, and what it had written.
    function Stop-InTheMiddle([scriptblock] $Script, [object[]] $ArgumentList, [scriptblock] $Until) {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $shell.AddScript("Import-Module '$script:ModulePath'; & { $Script } @args") | Out-Null
            foreach ($argument in $ArgumentList) { $shell.AddArgument($argument) | Out-Null }
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]$null, $output)
            & $Until $shell $output
            if ($running.IsCompleted) { throw "It ended before it was stopped: $($shell.Streams.Error)" }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
            $shell.InvocationStateInfo.State | Should -Be Stopped
            , $output
        }
        finally { $shell.Dispose() }
    }
}

Describe 'Ctrl+C ends within a second' {
    AfterEach { Close-AllStore }

    Context 'what another process holds up' {
        It '<name>' -ForEach @(
            @{ name = 'Set-PersistItem with a long pipeline'; lock = 'Lock-Writing'; records = 4000; script = { param($store) & { for ($i = 0; ; $i++) { [pscustomobject]@{ Key = "k/$i"; Value = $i } } } | Set-PersistItem -Store $store -Verbose } }
            @{ name = 'Set-PersistItem of one item'; lock = 'Lock-Writing'; script = { param($store) Set-PersistItem a 1 -Store $store -Verbose } }
            @{ name = 'Remove-PersistItem'; lock = 'Lock-Writing'; script = { param($store) Remove-PersistItem count -Store $store -Verbose } }
            @{ name = 'Update-PersistCounter'; lock = 'Lock-Writing'; script = { param($store) Update-PersistCounter count -Store $store -Verbose } }
            @{ name = 'Reset-PersistCounter'; lock = 'Lock-Writing'; script = { param($store) Reset-PersistCounter count -Store $store -Verbose } }
            @{ name = 'Add-PersistSetMember'; lock = 'Lock-Writing'; script = { param($store) Add-PersistSetMember tags eu -Store $store -Verbose } }
            @{ name = 'Set-PersistMapField'; lock = 'Lock-Writing'; script = { param($store) Set-PersistMapField map name Ada -Store $store -Verbose } }
            @{ name = 'Resolve-PersistConflict'; lock = 'Lock-Writing'; script = { param($store) Get-PersistConflict -Store $store | Resolve-PersistConflict -Use Local -Verbose } }
            @{ name = 'Restart-PersistOperation'; lock = 'Lock-Writing'; script = { param($store) Get-PersistQueue $store -DeadLetter | Restart-PersistOperation -Verbose } }
            @{ name = 'Close-PersistStore'; lock = 'Lock-Writing'; script = { param($store) Close-PersistStore $store -Verbose } }
            @{ name = 'Import-PersistStore'; lock = 'Lock-Writing'; script = { param($store, $file) Import-PersistStore $file -Store $store -Verbose } }
            @{ name = 'Optimize-PersistStore'; lock = 'Lock-Writing'; script = { param($store) Optimize-PersistStore $store -Verbose } }
            @{ name = 'Sync-PersistStore'; lock = 'Lock-Syncing'; script = { param($store) Sync-PersistStore $store -Verbose } }
            @{ name = 'Wait-PersistSync'; lock = 'Lock-Syncing'; script = { param($store) Wait-PersistSync $store -Timeout 600 -Verbose } }
            @{ name = 'Test-PersistStore'; lock = 'Lock-Syncing'; script = { param($store) Test-PersistStore $store -Verbose } }
            @{ name = 'Repair-PersistStore'; lock = 'Lock-Syncing'; script = { param($store) Repair-PersistStore $store -Keep Local -Confirm:$false -Verbose } }
        ) {
            $store = Open-Contested
            $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).jsonl"
            Export-PersistStore $file -Store $store
            $held = & $lock $store.Path
            try {
                # What it says that it begins is the signal; it cannot end before the lock is free.
                $count = $records ?? 1
                Stop-InTheMiddle $script $store, $file { param($shell) Wait-Record $shell.Streams.Verbose $count }
            }
            finally { $held.Dispose() }
            # One that was being closed is closed by now, or soon.
            if ($name -eq 'Close-PersistStore') { Close-PersistStore $store; $store = Open-Store -Name $store.Name -File (Split-Path $store.Path -Leaf) }
            # What was stopped may still happen, once the lock is free; the rest is as it was.
            Get-PersistItem untouched -ValueOnly -Store $store | Should -Be 1
        }

        It '<name>, of a file that no store has open' -ForEach @(
            @{ name = 'New-PersistStore'; script = { param($name, $path) New-PersistStore $name $path -Verbose } }
            @{ name = 'Remove-PersistStore'; script = { param($name, $path) Remove-PersistStore -Path $path -Confirm:$false -Verbose } }
        ) {
            $store = Open-Store
            Set-PersistItem here 1
            Close-PersistStore $store
            $held = Lock-Writing $store.Path
            try { Stop-InTheMiddle $script $store.Name, $store.Path { param($shell) Wait-Record $shell.Streams.Verbose 1 } }
            finally { $held.Dispose() }
            $again = New-PersistStore $store.Name $store.Path -LogPath (Join-Path $TestDrive again.log)
            Get-PersistItem here -ValueOnly -Store $again | Should -Be 1
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
                Stop-InTheMiddle $script $store { $server.AcceptTcpClientAsync().Wait(60000) | Should -BeTrue }
                (Get-PersistSyncStatus).Pending | Should -Be 1
            }
            finally { $server.Stop() }
        }
    }

    Context 'a merge that does not end' {
        BeforeAll {
            # Both replicas have changed the item, and the second one has to merge it.
            function New-Contest([hashtable] $With) {
                $one, $two = Open-Replica -With (@{ Strategy = 'Custom'; MergeTimeout = 600 } + $With)
                Set-PersistItem k 1 -Store $one
                Set-PersistItem k 2 -Store $two
                Sync-PersistStore $one | Out-Null
                $two
            }
        }
        BeforeEach {
            $begun = [System.Threading.ManualResetEventSlim]::new()
            $until = { $begun.Wait(60000) | Should -BeTrue }
        }

        It 'Sync-PersistStore, beside the session' {
            $store = New-Contest @{ Merge = { param($local, $remote) $begun.Set(); for () { } }; Variable = @{ begun = $begun } }
            Stop-InTheMiddle { param($store) Sync-PersistStore $store } $store $until
            (Get-PersistSyncStatus $store).Pending | Should -Be 1
        }

        It 'Sync-PersistStore, in the session (-MergeInSession)' {
            $two = New-Contest @{ Merge = { param($local, $remote) $local } }
            Close-PersistStore $two
            $script = {
                param($name, $path, $remote, $begun)
                $global:begun = $begun
                $merge = { param($local, $remote) $begun.Set(); for () { } }
                $store = New-PersistStore $name $path -Remote $remote -Suspended -Strategy Custom -MergeInSession -MergeTimeout 600 -Merge $merge
                Sync-PersistStore $store
            }
            Stop-InTheMiddle $script $two.Name, $two.Path, $two.Remote, $begun $until
            (Get-PersistSyncStatus (Get-PersistStore | Where-Object Path -EQ $two.Path)).Pending | Should -Be 1
        }

        It 'Test-PersistMerge' {
            $script = {
                param($begun)
                Test-PersistMerge { param($local, $remote) $begun.Set(); for () { } } 1 2 -Variable @{ begun = $begun } -MergeTimeout 600
            }
            Stop-InTheMiddle $script $begun $until
        }
    }

    Context 'what is busy' {
        It 'Set-PersistItem, and what it had passed on is stored' {
            $store = Open-Store
            $script = { param($store) & { for ($i = 0; ; $i++) { [pscustomobject]@{ Key = "k/$i"; Value = $i } } } | Set-PersistItem -Store $store -PassThru }
            $output = Stop-InTheMiddle $script $store { param($shell, $output) Wait-Record $output 3000 }
            $output.Key | Where-Object { -not (Test-PersistItem $_) } | Should -BeNullOrEmpty
        }

        It 'Remove-PersistItem, and what it had passed on is gone' {
            $store = Open-Store
            1..20000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = $_ } } | Set-PersistItem
            $output = Stop-InTheMiddle { param($store) Remove-PersistItem * -Store $store -PassThru; for () { } } $store { param($shell, $output) Wait-Record $output 1000 }
            $output.Key | Where-Object { Test-PersistItem $_ } | Should -BeNullOrEmpty
        }

        It '<name>' -ForEach @(
            @{ name = 'Get-PersistItem, all items'; script = { param($store) for () { Get-PersistItem -Store $store } } }
            @{ name = 'Get-PersistItem, a pattern'; script = { param($store) for () { Get-PersistItem k/*7 -Store $store } } }
            @{ name = 'Get-PersistQueue'; script = { param($store) for () { Get-PersistQueue $store } } }
        ) {
            $store = Open-Store -With @{ Remote = Join-Path $TestDrive busy-hub.db; Suspended = $true }
            1..5000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = $_ } } | Set-PersistItem
            Stop-InTheMiddle $script $store { param($shell, $output) Wait-Record $output 100 }
        }

        It 'Export-PersistStore, which leaves no half of a file behind' {
            $store = Open-Store
            1..5000 | ForEach-Object { [pscustomobject]@{ Key = "k/$_"; Value = 'x' * 200 } } | Set-PersistItem
            $folder = New-Item (Join-Path $TestDrive exports) -ItemType Directory
            $script = { param($store, $file) for () { Export-PersistStore $file -Store $store -Force -PassThru } }
            Stop-InTheMiddle $script $store, "$folder/all.jsonl" { param($shell, $output) Wait-Record $output 3 }
            # The engine's thread ends after the step under way, and then takes its file away.
            $watcher = [IO.FileSystemWatcher]::new($folder, '*.partial')
            for ($i = 0; $i -lt 20 -and (Get-ChildItem $folder -Filter *.partial); $i++) { $watcher.WaitForChanged('Deleted, Renamed', 1000) | Out-Null }
            $watcher.Dispose()
            (Get-ChildItem $folder).Name | Should -Be all.jsonl
        }
    }

    It 'Closing a store ends a sync that waits for a server' {
        $server = Start-SilentServer
        try {
            $store = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Timeout=60" }
            $server.AcceptTcpClientAsync().Wait(60000) | Should -BeTrue
            (Measure-Command { Close-PersistStore $store }).TotalSeconds | Should -BeLessThan 1
        }
        finally { $server.Stop() }
    }
}
