BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'Add-PersistSetMember' {
    BeforeEach { $store = Open-Store -With @{ Remote = Join-Path $TestDrive "$([guid]::NewGuid())-hub.db"; Suspended = $true } }
    AfterEach { Close-AllStore }

    It 'Takes one member, an array, or a pipeline; equal values are one member' {
        Add-PersistSetMember tags red
        Add-PersistSetMember -Key tags -Member green, red
        'blue', 'green' | Add-PersistSetMember tags
        $item = Get-PersistItem tags
        $item.Kind | Should -Be set
        $item.Value | Should -Be blue, green, red
    }

    It 'Objects bring key and members; objects for a key that is given are members' {
        'key,member', 'host/1,eu', 'host/1,prod', 'host/2,us' | ConvertFrom-Csv | Add-PersistSetMember
        [pscustomobject]@{ Key = 'host/2'; Member = 'test', 'eu' } | Add-PersistSetMember
        (Get-PersistItem host/1).Value | Should -Be eu, prod
        (Get-PersistItem host/2).Value | Should -Be eu, test, us
        [pscustomobject]@{ Key = 'host/2'; Member = 'eu' } | Remove-PersistSetMember
        (Get-PersistItem host/2).Value | Should -Be test, us
        [pscustomobject]@{ Key = 'x'; Member = 'y' } | Add-PersistSetMember objects
        (Get-PersistItem objects -ValueOnly)[0].Member | Should -Be y
        [pscustomobject]@{ Key = 'x'; Member = 'z' } | Add-PersistSetMember -Key objects
        (Get-PersistItem objects).Value.Member | Should -Be y, z
        { [pscustomobject]@{ Name = 'x' } | Add-PersistSetMember -ErrorAction Stop } | Should -Throw
        { [pscustomobject]@{ Key = 'x' } | Add-PersistSetMember -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidPart,*'
    }

    It 'Members are values of any kind' {
        Add-PersistSetMember mixed 1, 1.0, 'one', $null, $true, @{ b = 2; a = 1 }, ([pscustomobject]@{ a = 1; b = 2 })
        Add-PersistSetMember mixed -Member (, @(1, 2))
        Add-PersistSetMember mixed $null
        $members = Get-PersistItem mixed -AsJson | ConvertFrom-Json
        $members | Should -HaveCount 6
        Get-PersistItem mixed -AsJson | Should -Match '\[1,2\].*null.*true.*\{"a":1,"b":2\}'
    }

    It 'A pipeline is one write' {
        1..50 | Add-PersistSetMember numbers
        @(Get-PersistQueue).Count | Should -Be 50
        @(Get-PersistQueue).EnqueuedAt | Sort-Object -Unique | Should -HaveCount 1
        (Get-PersistQueue)[0].Operation | Should -Be AddMember
        1..2500 | Add-PersistSetMember numbers
        (Get-PersistItem numbers -ValueOnly).Count | Should -Be 2500
    }

    It 'PassThru gives the whole set, once' {
        $item = 'a', 'b' | Add-PersistSetMember tags -PassThru
        $item | Should -HaveCount 1
        $item.Value | Should -Be a, b
    }

    It 'A bad member is an error, and the others are added' {
        { 1 }, 'good' | Add-PersistSetMember tags -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.FullyQualifiedErrorId | Should -BeLike 'ValueNotStorable,*'
        Get-PersistItem tags -ValueOnly | Should -Be good
    }

    It 'An item of another kind is refused; WhatIf adds nothing' {
        Set-PersistItem text hello
        { Add-PersistSetMember text a -ErrorAction Stop } | Should -Throw -ErrorId 'KindChange,*'
        Add-PersistSetMember tags a -WhatIf
        Test-PersistItem tags | Should -BeFalse
    }
}
