namespace Persist.Engine.Remotes;

/// <summary>The version of the protocol between replicas and remotes.</summary>
internal static class RemoteProtocol
{
    /// <summary>What this version of Persist speaks.</summary>
    public const int Version = 1;
}
