namespace Persist.Engine.Remotes;

/// <summary>What the remote says of itself on connecting.</summary>
/// <param name="RemoteId">Random id of the store at this remote, so that another remote is recognised.</param>
/// <param name="Protocol">The protocol the remote's store was made with.</param>
internal sealed record RemoteHandshake(string RemoteId, int Protocol);
