BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Register-PersistConflictHandler' {
    AfterEach { Close-AllStore }

    BeforeAll {
        function New-Conflict($Here, $There) {
            Set-PersistItem k @{ v = 'first' } -Store $Here
            $Here, $There | Sync-PersistStore | Out-Null
            Set-PersistItem k @{ v = 'here' } -Store $Here
            Set-PersistItem k @{ v = 'there' } -Store $There
            Sync-PersistStore $Here | Out-Null
            Sync-PersistStore $There | Out-Null
        }
    }

    It 'The action gets key, local, remote and resolved, in this session' {
        $here, $there = Open-Replica
        $global:PersistTestSeen = [System.Collections.Generic.List[object]]::new()
        $job = Register-PersistConflictHandler -Store $there -MessageData 'mine' -Action {
            $global:PersistTestSeen.Add(@($Event.SourceEventArgs, $Event.MessageData, [runspace]::DefaultRunspace.InstanceId))
        }
        $job | Should -BeOfType System.Management.Automation.PSEventJob
        # A second, silent subscription is the signal that the event has arrived.
        Register-PersistConflictHandler -Store $there -SourceIdentifier arrived
        New-Conflict $here $there
        Wait-Event arrived -Timeout 20 | Should -Not -BeNullOrEmpty
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while ($global:PersistTestSeen.Count -eq 0 -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
        $global:PersistTestSeen | Should -HaveCount 1
        $conflict, $data, $runspace = $global:PersistTestSeen[0]
        $conflict.Key | Should -Be k
        $conflict.Local.Value.v | Should -Be there
        $conflict.Remote.Value.v | Should -Be here
        $conflict.Resolved.Value.v | Should -Be there
        $conflict.State | Should -Be Resolved
        $conflict.Strategy | Should -Be LastWriteWins
        $conflict.Store | Should -Be $there.Name
        $conflict.Local.Replica | Should -Be $there.Replica
        $conflict.Local.IsDeleted | Should -BeFalse
        $conflict.Id | Should -Be (Get-PersistConflict -Store $there).Id
        $data | Should -Be mine
        $runspace | Should -Be ([runspace]::DefaultRunspace.InstanceId)
    }

    It 'The sender serves as -Store, also when two stores have one name' {
        $here, $there = Open-Replica
        Register-PersistConflictHandler -Store $there -SourceIdentifier sent
        New-Conflict $here $there
        $sender = (Wait-Event sent -Timeout 20).Sender
        (Get-PersistItem k -Store $sender).Value.v | Should -Be there
        (Get-PersistSyncStatus $sender).Store | Should -Be $there.Name
        Get-Event | Remove-Event
    }

    It 'Two subscriptions each get the event once' {
        $here, $there = Open-Replica
        Register-PersistConflictHandler -Store $there -SourceIdentifier one
        Register-PersistConflictHandler -Store $there -SourceIdentifier two
        New-Conflict $here $there
        Wait-Event one -Timeout 20 | Should -HaveCount 1
        Wait-Event two -Timeout 20 | Should -HaveCount 1
        Get-Event | Remove-Event
    }

    It 'Gets every conflict once per record while another runspace syncs, and unregistering leaves no subscription behind' {
        $here, $there = Open-Replica
        $keys = 1..40 | ForEach-Object { "k$_" }
        foreach ($key in $keys) { Set-PersistItem $key here -Store $here }
        foreach ($key in $keys) { Set-PersistItem $key there -Store $there }
        $seen = [System.Collections.Generic.List[object]]::new()
        $job = Register-PersistConflictHandler -Store $there -MessageData $seen -Action { $Event.MessageData.Add($Event.SourceEventArgs) }
        $other = [powershell]::Create()
        try {
            $other.AddScript({ param($Module, $Here, $There) Import-Module $Module; 1..3 | ForEach-Object { $Here, $There | Sync-PersistStore | Out-Null } }).
                AddArgument($script:ModulePath).AddArgument($here).AddArgument($there) | Out-Null
            $running = $other.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while ((-not $running.IsCompleted -or $seen.Count -lt 40) -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
            $other.EndInvoke($running)
            $other.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $other.Dispose() }
        Wait-Event none -Timeout 1
        $seen.Id | Should -HaveCount 40
        $seen.Id | Sort-Object -Unique | Should -HaveCount 40
        $seen.Id | Sort-Object | Should -Be ((Get-PersistConflict -Store $there).Id | Sort-Object)
        $job | Unregister-PersistConflictHandler
        Get-EventSubscriber -Force | Should -BeNullOrEmpty
        Get-Job | Where-Object Id -EQ $job.Id | Should -BeNullOrEmpty
        foreach ($store in $here, $there) { Set-PersistItem late $store.Replica -Store $store }
        $here, $there | Sync-PersistStore | Out-Null
        Wait-Event none -Timeout 1
        $seen | Should -HaveCount 40
    }

    It 'A name that is taken is refused' {
        Open-Replica | Out-Null
        $store = (Get-PersistStore)[0]
        Register-PersistConflictHandler -Store $store -SourceIdentifier taken
        { Register-PersistConflictHandler -Store $store -SourceIdentifier taken } | Should -Throw -ErrorId 'HandlerExists,*'
    }

    It 'WhatIf subscribes to nothing' {
        Open-Store | Out-Null
        Register-PersistConflictHandler -Action { } -WhatIf
        Get-EventSubscriber | Should -BeNullOrEmpty
    }
}
