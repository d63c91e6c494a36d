using System.Net;
using Persist.Engine.Errors;

namespace Persist.Engine.Remotes;

/// <summary>Tells which remote an address names. The remotes themselves come with the next landing.</summary>
internal static class RemoteAddress
{
    public static IRemote Resolve(string address, NetworkCredential? credential, TimeProvider clock) =>
        throw PersistErrors.UnknownRemote.With(address);
}
