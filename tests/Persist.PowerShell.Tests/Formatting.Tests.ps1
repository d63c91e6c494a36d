BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    Add-Type -Path $PSScriptRoot/WindowHost.cs
}

Describe 'What is shown by default' {
    BeforeAll {
        $here, $there = Open-Replica
        Set-PersistItem user/1 ([ordered]@{ name = 'Ada'; text = 'x' * 200 }) -Store $here
        $result = Sync-PersistStore $here
        Set-PersistItem user/1 here -Store $here
        Set-PersistItem user/1 there -Store $there
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there | Out-Null
        Set-PersistItem later 1 -Store $here
        Update-PersistCounter big -By 9000000000000000000 -Store $here | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $there | Out-Null
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there | Out-Null
        Set-PersistItem later 1 -Store $here

        # What somebody sees whose window has so many columns.
        function Show([object] $InputObject, [int] $Columns = 80) {
            $runspace = [runspacefactory]::CreateRunspace([Persist.Tests.WindowHost]::new($Columns))
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            try {
                $script = 'param($module, $shown, $width) Import-Module $module; $shown | Out-String -Width $width'
                $text = $shell.AddScript($script).AddArgument($script:ModulePath).AddArgument(@($InputObject)).AddArgument($Columns - 1).Invoke()
                $shell.Streams.Error | Should -BeNullOrEmpty
                @($text -replace '\e\[[\d;]*m' -split '\r?\n' | Where-Object { $_ })
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }
    AfterAll { Close-AllStore }

    It '<type>: <columns>' -ForEach @(
        @{ type = 'item'; get = { Get-PersistItem later -Store $here }; columns = 'UpdatedAt Pending Key Value' }
        @{ type = 'store'; get = { Get-PersistStore }; columns = 'Name Strategy Open Remote Path' }
        @{ type = 'status'; get = { Get-PersistSyncStatus $here }; columns = 'Store State Pending LastSync Note' }
        @{ type = 'sync result'; get = { $result }; columns = 'Store Pushed Pulled Conflicts Duration' }
        @{ type = 'import result'; get = { Export-PersistStore (Join-Path $TestDrive x.jsonl) -Store $here -Force; Import-PersistStore (Join-Path $TestDrive x.jsonl) -Store $here }; columns = 'Store Imported Unchanged Kept Conflicts Failed File' }
        @{ type = 'optimize result'; get = { Optimize-PersistStore $here }; columns = 'Store Before After ConflictsRemoved' }
        @{ type = 'store test'; get = { Test-PersistStore $here }; columns = 'Store IsSound Comparison Note' }
        @{ type = 'queued operation'; get = { Get-PersistQueue $here }; columns = 'EnqueuedAt State Attempts Operation Key Detail' }
        @{ type = 'refused operation'; get = { Get-PersistQueue $there -DeadLetter }; columns = 'Operation Key Detail Reason' }
        @{ type = 'conflict'; get = { Get-PersistConflict -Store $there }; columns = 'Key State DetectedAt Local Remote Resolved' }
        @{ type = 'version'; get = { (Get-PersistConflict -Store $there).Local }; columns = 'Timestamp Replica Key Value' }
    ) {
        $shown = & $get
        foreach ($window in 80, 120) {
            $lines = Show $shown $window
            $lines[0].Trim() -split '\s+' | Should -Be ($columns -split ' ')
            $lines.Count | Should -BeGreaterThan 2
            $lines | Where-Object Length -GE $window | Should -BeNullOrEmpty
        }
    }

    It 'What came from a job shows its times and values: <type>' -ForEach @(
        @{ type = 'item'; get = { Get-PersistItem user/1 -Store $here }; shown = '^TIME (True|False) +user/1 +"\w+"$' }
        @{ type = 'item with an object'; get = { Set-PersistItem nested ([ordered]@{ a = @{ b = 1 } }) -Store $there -PassThru }; shown = '^TIME True +nested +\{"a":\{"b":1\}\}$' }
        @{ type = 'conflict'; get = { Get-PersistConflict -Store $there }; shown = '^user/1 +Resolved TIME "there" +"here" +"there"$' }
        @{ type = 'status'; get = { Get-PersistSyncStatus $here }; shown = '^test-\S+ Paused +\d+ \d{4}-\d\d-\d\d' }
        @{ type = 'queued operation'; get = { Get-PersistQueue $here }; shown = '^TIME Pending +0 Set +later +1$' }
        @{ type = 'store test'; get = { Test-PersistStore $here }; shown = '^test-\S+ +True +\w+' }
    ) {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((& $get), 1))
        (Show $copy)[2] | Should -Match ($shown -replace 'TIME', '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d')
    }

    It 'A list shows a value as JSON, what nests in it included' {
        function Get-List($Shown) { Show ($Shown | Format-List) }
        Get-List (Set-PersistItem nested ([ordered]@{ a = @{ b = @(1) } }) -Store $there -PassThru) | Should -Contain 'Value     : {"a":{"b":[1]}}'
        Get-List (Get-PersistConflict -Store $there).Local | Should -Contain 'Value     : "there"'
        $test = Show (Test-PersistMerge { param($l, $r) $l } @{ a = @{ b = @(1) } } ([Persist.Deleted]::Value))
        $test | Should -Contain 'Result          : {"a":{"b":[1]}}'
        $test | Should -Contain 'SwappedResult   : (deleted)'
        (Show (Test-PersistMerge { param($l, $r) throw 'no' } 1 2)) -join ' ' | Should -Match 'Result +: +SwappedResult +: +IsDeterministic'
        Show (Test-PersistMerge { param($l, $r) $l } $null 2) | Should -Contain 'Result          : null'
    }

    It 'Paths are shortened from the left, and a list shows all of a status' {
        (Show ($here))[2] | Should -BeLike ('*…*' + $here.Path.Substring($here.Path.Length - 18))
        $all = Get-PersistSyncStatus $here | Format-List | Out-String
        foreach ($name in 'Remote', 'LastError', 'NextAttempt', 'ClockOffset') { $all | Should -Match "(?m)^\W*(\[[\d;]*m)?$name" }
    }

    It 'A server is shown by host and database' {
        $store = Open-Store -With @{ Remote = 'postgres://ada:s3cret@db.example/app'; Suspended = $true }
        (Show $store)[2] | Should -Match ' db\.example/app '
        Close-PersistStore $store
    }

    It 'A status says in words what there is to know' {
        function Get-Line($Store) { (Show (Get-PersistSyncStatus $Store))[2] -replace '^\S+\s+' }
        Get-Line $here | Should -Match '^Paused +1 \d+ s ago +until Resume-PersistSync$'

        $synced = Open-Store -With @{ Remote = Join-Path $TestDrive a-hub-with-a-long-name-of-its-own.db; Interval = 60000 }
        Wait-PersistSync $synced
        Get-Line $synced | Should -Match '^Synced +0 \d+ s ago +….*-with-a-long-name-of-its-own\.db$'

        $local = Open-Store
        Get-Line $local | Should -Match '^Local +0\s*$'

        $away = Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1'; Interval = 60000 }
        Set-PersistItem a 1 -Store $away
        Sync-PersistStore $away -ErrorAction Ignore
        Get-Line $away | Should -Match '^Offline +1 never +RemoteOffline, next try (now|in \d+ (s|min))$'

        $server = Start-SilentServer
        $silent = Open-Store -With @{ Remote = "Host=127.0.0.1;Port=$($server.LocalEndpoint.Port);Database=none;Username=u;Password=p;Timeout=1"; Interval = 60000 }
        $trying = 1..500 | ForEach-Object { Get-Line $silent } | Where-Object { $_ -like '*again' } | Select-Object -First 1
        $trying | Should -Match '^Offline +0 never +RemoteTimeout, trying again$'
        $server.Stop()

        $refused = Open-Store -With @{ Remote = Join-Path $TestDrive no-hub.txt; Suspended = $true }
        Set-Content (Join-Path $TestDrive no-hub.txt) ('no hub ' * 20)
        Sync-PersistStore $refused -ErrorAction Ignore
        Get-Line $refused | Should -Match '^Faulted +0 never +NotAStore: see LastError$'

        $one, $two = Open-Replica -With @{ Strategy = 'Manual' }
        Set-PersistItem a 1 -Store $one
        Set-PersistItem a 2 -Store $two
        Sync-PersistStore $one, $two | Out-Null
        Get-Line $two | Should -Match '^Paused +1 \d+ s ago +1 to decide: Get-PersistConflict$'
        Close-PersistStore $synced, $local, $away, $silent, $refused, $one, $two
    }

    It 'The end of <text> in <columns> columns is <tail>' -ForEach @(
        @{ text = 'app.db'; columns = 20; tail = 'app.db' }
        @{ text = '/home/ada/data/my-app.db'; columns = 12; tail = '…a/my-app.db' }
        @{ text = 'データ/在庫/倉庫.db'; columns = 10; tail = '…/倉庫.db' }
        @{ text = 'a/🚚🚚🚚.db'; columns = 8; tail = '…🚚🚚.db' }
        @{ text = 'a/🚚🚚🚚.db'; columns = 9; tail = '…🚚🚚.db' }
        @{ text = 'a/b/c/d/e/f/g.db'; columns = -5; tail = '…/f/g.db' }
        @{ text = $null; columns = 10; tail = '' }
    ) {
        [Persist.ViewText]::Tail($text, $columns) | Should -BeExactly $tail
    }

    It 'A wider window shows more, and wide characters keep to their columns' {
        $folder = Join-Path $TestDrive 在庫管理 ('倉庫' * 10)
        $wide = Open-Store -File ([IO.Path]::GetRelativePath($TestDrive, (Join-Path $folder データ.db))) -With @{ Remote = './hub.db'; Suspended = $true }
        Set-PersistItem ('在庫/' + '倉' * 15) ('庫' * 80) -Store $wide
        foreach ($window in 80, 120) {
            $shown = @(Show $wide $window) + @(Show (Get-PersistItem -Store $wide) $window) + @(Show (Get-PersistQueue $wide) $window)
            foreach ($line in $shown) { $line.Length + @($line.ToCharArray() | Where-Object { $_ -ge [char]0x2e80 }).Count | Should -BeLessThan $window -Because $line }
        }
        (Show $wide 80)[2] | Should -Match '…\S*データ\.db\s*$'
        (Show $wide 120)[2] | Should -Match '倉庫倉庫\S*/データ\.db\s*$'
        (Show (Get-PersistItem -Store $wide) 120)[2] | Should -Match ('庫' * 20)
        Close-PersistStore $wide
    }

    It 'A key has half of what a wider window leaves' {
        $store = Open-Store
        Set-PersistItem ('k' * 40) ('x' * 500) -Store $store
        (Show (Get-PersistItem -Store $store) 80)[2] | Should -Match 'True +k{24}…'
        (Show (Get-PersistItem -Store $store) 120)[2] | Should -Match 'True +k{40} +"x{40,}…'
        Close-PersistStore $store
    }

    It 'A long key takes no column away' {
        $store = Open-Store -With @{ Remote = './hub.db'; Suspended = $true }
        foreach ($key in 'a', ('k' * 500)) { Set-PersistItem $key ('x' * 500) -Store $store }
        foreach ($window in 80, 120) {
            (Show (Get-PersistItem -Store $store) $window)[0] | Should -Match '^UpdatedAt +Pending +Key +Value\s*$'
            (Show (Get-PersistQueue $store) $window)[0] | Should -Match '^EnqueuedAt +State +Attempts +Operation +Key +Detail\s*$'
        }
        Close-PersistStore $store
    }

    It 'An item shows its key, whether it waits, and its value as text' {
        (Show (Get-PersistItem later -Store $here))[2] | Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d True\s+later\s+1\s*$'
    }
}
