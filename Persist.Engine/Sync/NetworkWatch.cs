using System.Net.NetworkInformation;

namespace Persist.Engine.Sync;

/// <summary>Tells when the machine's networks change. Where the system does not say so (a sandbox may refuse the socket that it takes), nothing is told.</summary>
internal sealed class NetworkWatch : IDisposable
{
    private readonly NetworkAddressChangedEventHandler _handler;

    /// <summary>Begins.</summary>
    /// <param name="changed">Called on a thread of the system's.</param>
    /// <param name="subscribe">How the system is asked; another way in tests.</param>
    public NetworkWatch(Action changed, Action<NetworkAddressChangedEventHandler>? subscribe = null)
    {
        _handler = (_, _) => changed();
        try
        {
            (subscribe ?? (handler => NetworkChange.NetworkAddressChanged += handler))(_handler);
        }
        catch (Exception failure) when (failure is NetworkInformationException or PlatformNotSupportedException)
        {
            // It saves a wait for the next interval, and no more.
        }
    }

    public void Dispose() => NetworkChange.NetworkAddressChanged -= _handler;
}
