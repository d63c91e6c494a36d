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

    It 'A merge that fails is a warning of the sync that ran it' {
        $here, $there = Open-Replica -With @{ Strategy = 'Custom'; Merge = { param($local, $remote) throw 'no idea' } }
        Set-PersistItem a 1 -Store $here
        Set-PersistItem a 2 -Store $there
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        "$warnings" | Should -BeLike "*The merge of 'a' failed*no idea*"
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
                , @($shell.Streams.Progress | Where-Object Activity -like 'Syncing *')
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
        $records[0].StatusDescription | Should -Be 'Waiting for the remote'
        $records[0].Activity | Should -BeLike "Syncing $($store.Name) with *127.0.0.1*"
        $records[-1].RecordType | Should -Be Completed
    }

    It 'A short sync shows nothing' {
        $store = Open-Store -With @{ Remote = Join-Path $TestDrive short-hub.db; Suspended = $true }
        (Get-Progress { param($store) Sync-PersistStore $store } $store) | Should -BeNullOrEmpty
    }
}
