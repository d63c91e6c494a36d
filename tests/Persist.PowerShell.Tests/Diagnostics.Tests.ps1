BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'What a cmdlet tells of its own work' {
    AfterEach { Close-AllStore }

    It 'Verbose says what was done, and Debug how' {
        $hub = Join-Path $TestDrive verbose-hub.db
        $opening = Open-Store -With @{ Remote = $hub; Suspended = $true; Verbose = $true } 4>&1
        $opening | Where-Object { "$_" -like 'Opened the store *' } | Should -HaveCount 1
        Set-PersistItem a 1
        $all = Sync-PersistStore -Verbose -Debug 4>&1 5>&1
        @($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -like "Synced *: 1 pushed, 0 pulled, 0 conflict(s), * ms" }) | Should -HaveCount 1
        @($all | Where-Object { $_ -is [System.Management.Automation.DebugRecord] -and "$_" -like '*pushed batch 1 with 1 operation(s)*' }) | Should -HaveCount 1
        Sync-PersistStore -Verbose 4>&1 | Where-Object { "$_" -like '*pushed batch*' } | Should -BeNullOrEmpty
    }

    It 'Debug alone asks nothing: PowerShell stops at a verbose message of a cmdlet then' {
        Open-Store -With @{ Remote = Join-Path $TestDrive debug-hub.db; Suspended = $true } | Out-Null
        foreach ($command in { Set-PersistItem a 1 -Debug }, { Sync-PersistStore -Debug }, { Remove-PersistItem a -Debug }, { Optimize-PersistStore -Debug }) {
            $said = & $command 4>&1 5>&1
            $said | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | Should -Not -BeNullOrEmpty
            $said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
        }
    }

    It 'Verbose of each long cmdlet says what it did' {
        $hub, $file = (Join-Path $TestDrive long-hub.db), (Join-Path $TestDrive long.jsonl)
        $store = Open-Store -With @{ Remote = $hub; Suspended = $true }
        function Get-Verbose([scriptblock] $Script) { @(& $Script 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n" }
        Get-Verbose { 'a', 'b' | ForEach-Object { [pscustomobject]@{ Key = $_; Value = 1 } } | Set-PersistItem -Verbose } | Should -BeLike "*Stored 2 item(s) in $($store.Name).*"
        Get-Verbose { Remove-PersistItem a -Verbose } | Should -BeLike "*Removed 1 item(s) from $($store.Name).*"
        Sync-PersistStore | Out-Null
        Get-Verbose { Sync-PersistStore -Verbose } | Should -BeLike '*: nothing to send, and nothing new.'
        Get-Verbose { Export-PersistStore $file -Verbose } | Should -BeLike "*Exported 1 item(s) and 0 conflict(s) of $($store.Name) to $file."
        Get-Verbose { Import-PersistStore $file -Verbose } | Should -BeLike '*: 0 item(s) imported, 1 unchanged, 0 kept as they are here, 0 failed.'
        Get-Verbose { Optimize-PersistStore -Verbose } | Should -BeLike "*Wrote $($store.Path) anew: * bytes before, * after."
        Get-Verbose { Test-PersistStore -Verbose } | Should -BeLike "Reading $($store.Path), and comparing it with *long-hub.db."
        Get-Verbose { Test-PersistStore -LocalOnly -Verbose } | Should -BeLike "Reading $($store.Path)."
        Resume-PersistSync
        Get-Verbose { Wait-PersistSync -Verbose } | Should -BeLike "Waiting for up to 30 s until everything of '$($store.Name)' is synced with *"
    }

    It 'A merge that fails is a warning of the sync that ran it' {
        $here, $there = Open-Replica -With @{ Strategy = 'Custom'; Merge = { param($local, $remote) throw 'no idea' } }
        Set-PersistItem a 1 -Store $here
        Set-PersistItem a 2 -Store $there
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        "$warnings" | Should -BeLike "'a' waits for a decision (Resolve-PersistConflict), and both versions are kept: The merge of 'a' failed: no idea *"
    }

    It 'The background writes to the log file, and to no pipeline' {
        $log = Join-Path $TestDrive logs background.log
        Open-Store -With @{ Remote = Join-Path $TestDrive away hub.db; LogPath = $log; Interval = 60000; Verbose = $true } 4>&1 |
            Where-Object { "$_" -like '*RemoteOffline*' } | Should -BeNullOrEmpty
        { Sync-PersistStore -ErrorAction Stop } | Should -Throw -ErrorId 'RemoteOffline,*'
        (Get-PersistSyncStatus).LastErrorId | Should -Be RemoteOffline
        Get-PersistStore | Close-PersistStore
        $text = Get-Content $log -Raw
        $text | Should -Match 'Information 100: Opened'
        $text | Should -Match 'Information 209: Sync of .* on request failed \(RemoteOffline\)'
        $text | Should -Match 'Information 101: Closed'
    }

    It 'A log path is relative to the location, and part of the settings that a second opening must repeat' {
        Push-Location $TestDrive
        try {
            New-PersistStore -Name logged -Path ./logged.db -LogPath ./logged.log | Out-Null
            './logged.log' | Should -Exist
            { New-PersistStore -Name logged -Path ./logged.db -ErrorAction Stop } | Should -Throw -ErrorId 'StoreAlreadyOpen,*'
        }
        finally { Pop-Location }
    }
}

Describe 'Progress' {
    BeforeAll {
        # What a cmdlet shows while a remote keeps it waiting for a second and more, in a session of its own.
        function Get-Progress([scriptblock] $Script, [object[]] $ArgumentList) {
            $shell = [powershell]::Create()
            try {
                $shell.AddScript("Import-Module '$script:ModulePath'").AddStatement().AddScript($Script) | Out-Null
                foreach ($argument in $ArgumentList) { $shell.AddArgument($argument) | Out-Null }
                $shell.Invoke() | Out-Null
                , @($shell.Streams.Progress | Where-Object Activity -match '^(Syncing|Importing|Exporting|Optimizing|Testing|Looking|Repairing) ')
            }
            finally { $shell.Dispose() }
        }
    }
    AfterEach { Close-AllStore }

    It 'A sync that takes longer than a second says what it waits for, and takes it off the screen' {
        $server = Start-SilentServer
        try {
            $store = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Timeout=2"; Suspended = $true }
            $records = Get-Progress { param($store) Sync-PersistStore $store -ErrorAction Ignore } $store
        }
        finally { $server.Stop() }
        $records.Count | Should -BeGreaterThan 1
        $records[0].StatusDescription | Should -Match '^Waiting for the remote, \d s$'
        $records[0].Activity | Should -BeLike "Syncing $($store.Name) with *127.0.0.1*"
        $records[-1].RecordType | Should -Be Completed
    }

    Context 'while something takes its time' {
        BeforeAll {
            # A second is long for a test: what is held up here is shown as soon as somebody looks.
            $unnoticed = (Get-Command Sync-PersistStore).ImplementingType.Assembly.GetType('Persist.Cmdlets.ProgressBar').GetProperty('Unnoticed', [Reflection.BindingFlags]'Static, NonPublic')
            $usual = $unnoticed.GetValue($null)
            $unnoticed.SetValue($null, [timespan]::Zero)

            # The work goes on when the session shows a progress that fits the pattern: the merge of `k`, or what waits for a lock.
            function Get-ProgressUntil([string] $Pattern, [object] $Store, [scriptblock] $Script, [object[]] $ArgumentList, [IDisposable] $Lock) {
                $global:PersistTestShown.Reset()
                $shell = [powershell]::Create()
                $id = [guid]::NewGuid().ToString()
                Register-ObjectEvent $shell.Streams.Progress DataAdded -SourceIdentifier $id
                try {
                    $shell.AddScript("Import-Module '$script:ModulePath'").AddStatement().AddScript($Script) | Out-Null
                    foreach ($argument in @($Store) + $ArgumentList) { $shell.AddArgument($argument) | Out-Null }
                    $running = $shell.BeginInvoke()
                    while (-not ($found = @($shell.Streams.Progress | Where-Object StatusDescription -Match $Pattern))) {
                        if (-not (Wait-Event $id -Timeout 60)) { throw "Shown was only: $($shell.Streams.Progress.StatusDescription)" }
                        Remove-Event $id
                    }
                    $global:PersistTestShown.Set()
                    ${Lock}?.Dispose()
                    $shell.EndInvoke($running) | Out-Null
                    $shell.Streams.Error | Should -BeNullOrEmpty
                    $shell.Streams.Progress[-1].RecordType | Should -Be Completed
                    $found[0]
                }
                finally {
                    $global:PersistTestShown.Set()
                    ${Lock}?.Dispose()
                    Unregister-Event $id
                    Remove-Event $id -ErrorAction Ignore
                    $shell.Dispose()
                }
            }
            $global:PersistTestShown = [System.Threading.ManualResetEventSlim]::new()
            $merging = @{ Strategy = 'Custom'; MergeTimeout = 600; Variable = @{ shown = $global:PersistTestShown }; Merge = { param($local, $remote) $shown.Wait(60000) | Out-Null; $remote } }
        }
        AfterAll {
            Remove-Variable PersistTestShown -Scope Global
            $unnoticed.SetValue($null, $usual)
        }

        It 'A sync shows what has arrived, of about how much, and the rate' {
            $one, $two = Open-Replica -With $merging
            1..50 | ForEach-Object { [pscustomobject]@{ Key = "i/$_"; Value = $_ } } | Set-PersistItem -Store $one
            Set-PersistItem k 1 -Store $one
            Set-PersistItem k 2 -Store $two
            Sync-PersistStore $one | Out-Null
            $record = Get-ProgressUntil 'received' $two { param($store) Sync-PersistStore $store | Out-Null }
            $record.StatusDescription | Should -Match '^51 of about 51 received, \d+/s$'
            $record.PercentComplete | Should -Be 100
            $record.Activity | Should -BeLike "Syncing $($two.Name) with *-hub.db"
        }

        It 'An import shows what is done, of how much, the rate, and how long it will take' {
            $store = Open-Store -With $merging
            $file = Join-Path $TestDrive progress.jsonl
            1..1500 | ForEach-Object { [pscustomobject]@{ Key = 'i/{0:d4}' -f $_; Value = $_ } } | Set-PersistItem
            Set-PersistItem k 1
            Export-PersistStore $file
            Set-PersistItem k 2
            $record = Get-ProgressUntil 'imported' $store { param($store, $file) Import-PersistStore $file -Store $store | Out-Null } $file
            $record.StatusDescription | Should -Match '^1,\d{3} of 1,502 lines imported, [\d,]+/s$'
            $record.PercentComplete | Should -BeIn (60..99)
            $record.SecondsRemaining | Should -BeGreaterOrEqual 0
        }

        It 'A sync shows what it has sent, of how much, and the rate' {
            $store = Open-Store -With @{ Remote = Join-Path $TestDrive sending-hub.db; Suspended = $true }
            Sync-PersistStore | Out-Null
            1..50 | ForEach-Object { [pscustomobject]@{ Key = "i/$_"; Value = $_ } } | Set-PersistItem
            $record = Get-ProgressUntil 'sent' $store { param($store) Sync-PersistStore $store | Out-Null } -Lock (Lock-Writing $store.Remote)
            $record.StatusDescription | Should -Be '0 of 50 sent, 0/s'
            $record.PercentComplete | Should -Be 0
        }

        It 'An export shows what is done, of how much, and the rate' {
            $store = Open-Store
            1..1500 | ForEach-Object { [pscustomobject]@{ Key = "i/$_"; Value = $_ } } | Set-PersistItem
            $records = Get-Progress { param($store, $file) Export-PersistStore $file -Store $store } $store, (Join-Path $TestDrive shown.jsonl)
            $records[-2].StatusDescription | Should -Match '^1,280 of 1,500 items exported, [\d,]+/s$'
            $records[-2].Activity | Should -Be "Exporting $($store.Name)"
            $records[-2].PercentComplete | Should -Be 85
            $records[-1].RecordType | Should -Be Completed
        }

        It 'What cannot be counted is shown with the time that it takes' {
            $store = Open-Store -With @{ Remote = Join-Path $TestDrive held-hub.db; Suspended = $true }
            $record = Get-ProgressUntil 'anew' $store { param($store) Optimize-PersistStore $store | Out-Null } -Lock (Lock-Writing $store.Path)
            $record.Activity, $record.StatusDescription | Should -Be "Optimizing $($store.Name)", 'Writing the file anew, 0 s'
            $record = Get-ProgressUntil 'Reading' $store { param($store) Test-PersistStore $store | Out-Null } -Lock (Lock-Syncing $store.Path)
            $record.Activity, $record.StatusDescription | Should -Be "Testing $($store.Name)", 'Reading and comparing, 0 s'
            Get-ProgressUntil 'remote' $store { param($store) Repair-PersistStore $store -Keep Local -WhatIf -ErrorAction Ignore } -Lock (Lock-Syncing $store.Path) |
                ForEach-Object Activity | Should -Be "Looking what a repair of $($store.Name) is about"
        }
    }

    It 'A short sync shows nothing' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive short-hub.db; Suspended = $true }
        (Get-Progress { param($store) Sync-PersistStore $store } $store) | Should -BeNullOrEmpty
    }
}
