BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    # Everything that an error record has to say: whatever a transcript, a log or a person may make of it.
    function Get-Testimony([System.Management.Automation.ErrorRecord] $Record) {
        $Record | Format-List * -Force | Out-String -Width 4096
        "$Record $($Record.FullyQualifiedErrorId) $($Record.CategoryInfo) $($Record.TargetObject) $($Record.ErrorDetails) $($Record.ScriptStackTrace)"
        for ($part = $Record.Exception; $part; $part = $part.InnerException) {
            "$part"
            $part | Format-List * -Force | Out-String -Width 4096
            $part.Data.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }
        }
        $Record.InvocationInfo | Format-List * -Force | Out-String -Width 4096
    }

    # A server that takes connections and cuts them at once.
    function Start-CuttingServer {
        $server = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $server.Start()
        Start-ThreadJob { param($server) while ($true) { $server.AcceptTcpClient().Dispose() } } -ArgumentList $server | Out-Null
        $server
    }
}

Describe 'After a session of failures the password is nowhere' -Skip:(-not $env:PERSIST_TEST_POSTGRES) {
    BeforeAll {
        $script:word = 'hunter2'
        $script:secret = $word + '/&=;''%41"x'
        $script:server = Get-PostgresVariable
        $script:cutting = Start-CuttingServer
        $script:log = Join-Path $TestDrive session.log

        # One opening, a write, a sync, and whatever a user would look at: all streams of it, and what became of $Error.
        function Invoke-Session([hashtable] $With) {
            $file = Join-Path $TestDrive ([guid]::NewGuid().ToString('n') + '.db')
            $common = @{ Verbose = $true; Debug = $true; InformationAction = 'Continue'; ErrorAction = 'Continue' }
            & {
                try {
                    $store = New-PersistStore -Name secret -Path $file -LogPath $log -Suspended @With @common
                    Set-PersistItem k 1 -Store $store @common
                    Sync-PersistStore $store @common
                }
                catch { $_ } # some end the command, some do not
                if (-not $store) { return }
                Get-PersistStore | Format-List * -Force
                Get-PersistSyncStatus @common | Format-List * -Force
                Get-PersistSyncStatus | ConvertTo-Json -Depth 5
                Get-PersistConflict @common
                Get-PersistQueue @common | Format-List * -Force
            } *>&1 | Out-String -Width 4096
            $open = Get-PersistStore
            foreach ($path in Get-ChildItem "$file*") {
                $stream = [IO.File]::Open($path, 'Open', 'Read', 'ReadWrite, Delete')
                try {
                    $bytes = [byte[]]::new($stream.Length)
                    $stream.ReadExactly($bytes, 0, $bytes.Length)
                }
                finally { $stream.Dispose() }
                [Text.Encoding]::UTF8.GetString($bytes) # also where it is a database: the word is plain ASCII
            }
            if ($open) { Close-AllStore }
        }
    }
    AfterAll { $cutting.Stop(); Get-Job | Remove-Job -Force }
    BeforeEach { $global:Error.Clear() }
    AfterEach { Close-AllStore; $env:PGPASSWORD = $null }

    It '<way>: <failure> ends as <id>' -ForEach $(
        foreach ($way in 'credential', 'address', 'connection string', 'environment') {
            foreach ($case in @(@('wrong password', 'RemoteLogin'), @('unreachable host', 'RemoteOffline'), @('cut connection', 'RemoteOffline'), @('bad keyword', 'InvalidRemoteAddress'))) {
                @{ way = $way; failure = $case[0]; id = $case[1] }
            }
        }
    ) {
        $port = switch ($failure) { 'unreachable host' { 1 } 'cut connection' { $cutting.LocalEndpoint.Port } default { $server.PGPORT ?? 5432 } }
        $at = '127.0.0.1'
        if ($failure -eq 'wrong password') { $at = $server.PGHOST }
        $encoded = [uri]::EscapeDataString($secret)
        $quoted = '"' + $secret.Replace('"', '""') + '"'
        # What follows the password in a wrong place, as when its separator was not quoted.
        $tail = if ($failure -eq 'bad keyword') { @("&${word}tail=1", ";${word}tail=1") } else { '', '' }
        $with = switch ($way) {
            'credential' {
                @{ Remote = "postgres://${at}:$port/app?application_name=x$($tail[0] -replace $word)"
                    RemoteCredential = [pscredential]::new($server.PGUSER, (ConvertTo-SecureString $secret -AsPlainText -Force)) }
            }
            'address' { @{ Remote = "postgres://$($server.PGUSER)@${at}:$port/app?password=$encoded$($tail[0])" } }
            'connection string' { @{ Remote = "Host=$at;Port=$port;Database=app;Username=$($server.PGUSER);Password=$quoted$($tail[1])" } }
            'environment' {
                $env:PGPASSWORD = $secret
                @{ Remote = "postgres://$($server.PGUSER)@${at}:$port/app?application_name=x$($tail[0] -replace $word)" }
            }
        }
        $said = (Invoke-Session $with) -join "`n"
        # What the caller wrote is the caller's: PowerShell keeps the arguments of a call beside its error.
        $records = @($global:Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $records.FullyQualifiedErrorId -like "$id,*" | Should -Not -BeNullOrEmpty
        $said.Length | Should -BeGreaterThan 500
        foreach ($text in @($said) + @($records | ForEach-Object { Get-Testimony $_ })) {
            $text | Should -Not -BeLike "*$word*"
            $text | Should -Not -BeLike "*$encoded*"
        }
    }

    It 'Nor in what handlers are told of a sync and a conflict' {
        $server.PGPASSWORD.Length | Should -BeGreaterThan 7
        $remote = "Host=$($server.PGHOST);Port=$($server.PGPORT);Username=$($server.PGUSER);Password=$($server.PGPASSWORD);Database=$($server.PGDATABASE)"
        $here, $there = Open-Replica -Remote $remote
        $heard = [System.Collections.Generic.List[string]]::new()
        $tell = { $Event, $Event.Sender, $Event.SourceEventArgs, $Event.SourceArgs | ForEach-Object { $Event.MessageData.Add(($_ | Format-List * -Force | Out-String -Width 4096)) } }
        Register-PersistSyncHandler -Store $here -Action $tell -MessageData $heard | Out-Null
        Register-PersistConflictHandler -Store $there -Action $tell -MessageData $heard | Out-Null
        Set-PersistItem k 1 -Store $here
        Set-PersistItem k 2 -Store $there
        $here, $there, $here | ForEach-Object { Sync-PersistStore $_ | Out-Null }
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ($heard.Count -lt 8 -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
        $heard.Count | Should -BeGreaterOrEqual 8
        $text = "$heard" + (Get-PersistConflict -Store $here | Format-List * -Force | Out-String -Width 4096)
        $text | Should -BeLike '*Pushed*Strategy*'
        $text.Contains($server.PGPASSWORD) | Should -BeFalse
    }

    It 'Nor in the log of it all' {
        $text = Get-Content $log -Raw
        foreach ($id in 'RemoteLogin', 'RemoteOffline') { $text | Should -BeLike "*$id*" }
        $text | Should -Not -BeLike "*$word*"
    }
}
