namespace Persist.Bench.Harness;

/// <summary>What a measure cannot do without.</summary>
internal enum Needs
{
    /// <summary>Only the .NET runtime.</summary>
    Nothing,

    /// <summary>A PostgreSQL server, named by PERSIST_TEST_POSTGRES.</summary>
    Postgres,

    /// <summary>PowerShell, and the module in <c>out/Persist</c>.</summary>
    PowerShell,
}
