namespace Persist.Engine.Sync;

/// <summary>How the local file and the remote stand towards each other's past.</summary>
internal enum LineageState
{
    /// <summary>Each is where the other left it, or further on.</summary>
    Continuous,

    /// <summary>The remote took something last that this file does not know to have sent: the file is a copy, or was restored.</summary>
    Forked,

    /// <summary>The remote does not know what the file has seen of it: it was restored.</summary>
    Rewound,

    /// <summary>The file was away for longer than the remote keeps deletions.</summary>
    Outdated,
}
